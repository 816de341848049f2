package com.mesaya.realtime.cli.canary;

import com.mesaya.realtime.application.topic.TopicRecord;

/** Breaks the layers' rules on purpose, so that their test can prove that it would notice. */
public record ReachesOut(TopicRecord forbidden) {}
