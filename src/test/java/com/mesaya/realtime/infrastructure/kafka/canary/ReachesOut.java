package com.mesaya.realtime.infrastructure.kafka.canary;

import com.mesaya.realtime.infrastructure.rest.RestSettings;

/** Breaks the layers' rules on purpose, so that their test can prove that it would notice. */
public record ReachesOut(RestSettings forbidden) {}
