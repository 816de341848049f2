package com.mesaya.realtime.transport.compression;

/**
 * The settings of the compression.
 *
 * @param minBytes the size from which a message is compressed
 * @param level the level of DEFLATE, from 1 (fastest) to 9 (smallest)
 */
public record CompressionSettings(int minBytes, int level) {}
