package com.mesaya.realtime.transport.frame;

import com.mesaya.realtime.domain.Frame;

/**
 * A frame and its place in the section's log.
 *
 * @param sequence the sequence up to which a client that has received the frame has received everything
 */
record Placed(Frame frame, long sequence) {}
