// Makes pages easier where script runs; every page works without it.
import { watch } from "./lock.js";
import "./way_out.js";

watch();
