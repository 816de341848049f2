package com.mesaya.realtime.canary;

import com.mesaya.realtime.bench.BenchCommand;
import com.mesaya.realtime.config.SettingsException;
import com.mesaya.realtime.demo.DemoCommand;
import com.mesaya.realtime.demojar.DemoMain;

/** Imports what nobody may import, so that the test of it can prove that it would notice. */
public record ReachesUp(
        DemoCommand forbidden, SettingsException forbiddenToo, BenchCommand forbiddenAsWell, DemoMain alsoForbidden) {}
