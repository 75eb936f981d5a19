// Makes pages easier where script runs; every page works without it.
import { start as keepDrafts } from "./drafts.js";
import { start as watchTheDevice } from "./handover.js";
import { watch } from "./lock.js";
import { start as sayWhatIsWrong } from "./mistakes.js";
import "./way_out.js";

watch();
watchTheDevice();
keepDrafts();
sayWhatIsWrong();
