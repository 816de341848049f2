/**
 * The feed of a section on a node: it reads the section's log once and serves all viewers of the node.
 * It imports {@code domain} and {@code domain.log}.
 */
@NullMarked
package com.mesaya.realtime.application.feed;

import org.jspecify.annotations.NullMarked;
