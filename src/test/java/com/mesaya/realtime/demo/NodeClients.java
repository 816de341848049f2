package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.testing.NodeJs;
import com.mesaya.realtime.testing.RunningService;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Many of the JavaScript clients in one process of Node. */
final class NodeClients implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    NodeClients(String url, List<String> sections, int count) throws IOException {
        process = NodeJs.find().process("src/test/web/chaos/clients.js").start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        ObjectNode wanted =
                JSON.createObjectNode().put("url", url).put("count", count).put("token", RunningService.token());
        sections.forEach(wanted.putArray("sections")::add);
        write(wanted.toString());
    }

    /** How many are live now. */
    int live() throws IOException {
        return ask("count").path("live").asInt();
    }

    /** What each of them sees, and what came in all. */
    JsonNode seen() throws IOException {
        return ask("seen");
    }

    private JsonNode ask(String question) throws IOException {
        write(question);
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("{")) {
            throw new AssertionError("the clients ended: " + answer);
        }
        return JSON.readTree(answer);
    }

    private void write(String line) throws IOException {
        questions.write(line);
        questions.newLine();
        questions.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
