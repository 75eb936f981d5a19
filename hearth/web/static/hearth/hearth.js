// Makes pages easier where script runs; every page works without it.
import { start as keepDrafts } from "./drafts.js";
import { start as watchTheDevice } from "./handover.js";

watchTheDevice();
keepDrafts();
