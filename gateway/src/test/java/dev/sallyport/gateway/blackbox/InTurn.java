// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Answers requests in the order in which they come, with the last answer again and again, and remembers when. */
final class InTurn implements RawUpstream.Script {

    private final List<Supplier<String>> answers;
    private final AtomicInteger turns = new AtomicInteger();
    private final List<Long> came = new CopyOnWriteArrayList<>();
    private final List<Long> answered = new CopyOnWriteArrayList<>();

    private InTurn(List<Supplier<String>> answers) {
        this.answers = answers;
    }

    static InTurn of(String... answers) {
        return new InTurn(List.of(answers).stream()
                .map(answer -> (Supplier<String>) () -> answer)
                .toList());
    }

    /** The first is made when it is asked for, such as one with a date. */
    static InTurn of(Supplier<String> first, String... others) {
        List<Supplier<String>> answers = new ArrayList<>(List.of(first));
        answers.addAll(of(others).answers);
        return new InTurn(answers);
    }

    /** A whole answer. */
    static String answer(int status, String body, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return head.append("Content-Length: " + length + "\r\n\r\n")
                .append(body)
                .toString();
    }

    @Override
    public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
        int turn = turns.getAndIncrement();
        came.add(System.nanoTime());
        String answer = answers.get(Math.min(turn, answers.size() - 1)).get();
        answered.add(System.nanoTime());
        wire.send(answer);
    }

    /**
     * From just before an answer was sent until the next request came: never less than what the gateway waited in between.
     *
     * @param turn of the answer, from 0
     */
    Duration waitAfter(int turn) {
        return Duration.ofNanos(came.get(turn + 1) - answered.get(turn));
    }
}
