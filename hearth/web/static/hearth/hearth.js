// Makes pages easier where script runs; every page works without it.
import "./way_out.js";
