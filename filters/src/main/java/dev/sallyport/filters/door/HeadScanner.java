// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads each byte of a request head once, by the grammar of RFC 9112, before Netty's lenient parser sees any of it. A
 * head that another parser could read differently is refused here, so that no two parties disagree on what was asked.
 */
final class HeadScanner {

    /** What is known of the head so far. */
    enum Progress {
        /** Not a byte of a request yet. */
        NONE,
        PARTIAL,
        COMPLETE,
        REFUSED
    }

    private enum State {
        START,
        START_LF,
        METHOD(Octets.TOKEN),
        TARGET_START,
        TARGET(Octets.VISIBLE),
        VERSION,
        LINE_LF,
        HEADER_START,
        NAME(Octets.TOKEN),
        VALUE(Octets.VALUE),
        VALUE_LF,
        END_LF;

        /** The class of bytes that leave the state as it is. */
        private final int run;

        State() {
            this(0);
        }

        State(int run) {
            this.run = run;
        }
    }

    /** RFC 9112 §2.2 tolerates an empty line before a request; two cover every client known to send them. */
    private static final int MAX_EMPTY_LINES = 2;

    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

    private static final Refusal BAD_METHOD = Refusal.invalidRequest("request line: malformed method");
    private static final Refusal BAD_SPACING =
            Refusal.invalidRequest("request line: malformed (expected: single spaces between its three parts)");
    private static final Refusal BAD_TARGET =
            Refusal.invalidPath("request target: byte outside printable ASCII (expected: percent-encoding)");
    private static final Refusal BAD_VERSION =
            Refusal.invalidRequest("request line: unknown version (expected: HTTP/1.1 or HTTP/1.0)");
    private static final Refusal BAD_LINE_END = Refusal.invalidRequest("line end: malformed (expected: CR LF)");
    private static final Refusal BAD_NAME = Refusal.invalidRequest("header name: malformed (expected: a token)");
    private static final Refusal FOLDED = Refusal.invalidRequest("header: folded line (expected: one line)");
    private static final Refusal BAD_VALUE = Refusal.invalidRequest("header value: control byte");

    /** Bytes are copied here first: an array is read several times faster than a buffer. */
    private final byte[] window = new byte[256];

    private final int maxLine;
    private final int maxHeaderSize;
    private final int maxHeaders;
    private final Refusal lineTooLong;
    private final Refusal headersTooLarge;
    private final Refusal tooManyHeaders;

    private State state = State.START;
    private @Nullable Refusal refusal;
    private int scanned;
    private int size;
    private int limit;
    private int emptyLines;
    private int versionIndex;
    private int headers;

    HeadScanner(DoorSettings settings) {
        this.maxLine = (int) settings.maxRequestLine().toBytes();
        this.maxHeaderSize = (int) settings.maxHeaderSize().toBytes();
        this.maxHeaders = settings.maxHeaders();
        this.lineTooLong =
                new Refusal(ErrorCode.URI_TOO_LONG, "request line: too long (expected: <= " + maxLine + "B)");
        this.headersTooLarge = tooLarge("headers: too large (expected: <= " + maxHeaderSize + "B)");
        this.tooManyHeaders = tooLarge("headers: too many (expected: <= " + maxHeaders + ")");
        this.limit = maxLine;
    }

    /** Scans what has come since the last call; indexes are relative, so the buffer may move between calls. */
    Progress scan(ByteBuf head) {
        while (scanned < head.readableBytes()) {
            int length = Math.min(window.length, head.readableBytes() - scanned);
            head.getBytes(head.readerIndex() + scanned, window, 0, length);
            if (!accept(length)) {
                return refusal == null ? Progress.COMPLETE : Progress.REFUSED;
            }
            scanned += length;
        }
        return state == State.START ? Progress.NONE : Progress.PARTIAL;
    }

    /** Most bytes only continue what they are part of, so those are skipped in a loop that does nothing else. */
    private boolean accept(int length) {
        int index = 0;
        while (index < length) {
            int run = Octets.run(window, index, length, state.run);
            index += run;
            size += run;
            if (index < length && !accept(window[index++])) {
                return false;
            }
        }
        return size <= limit || refuseSize();
    }

    Refusal refusal() {
        return refusal == null ? BAD_SPACING : refusal;
    }

    /** Header lines so far. */
    int headers() {
        return headers;
    }

    void reset() {
        state = State.START;
        scanned = 0;
        size = 0;
        limit = maxLine;
        emptyLines = 0;
        versionIndex = 0;
        headers = 0;
    }

    /** False ends the scan: the head is complete or refused. */
    private boolean accept(byte b) {
        if (++size > limit) {
            return refuseSize();
        }
        return switch (state) {
            case START -> start(b);
            case START_LF -> emptyLine(b);
            case METHOD -> method(b);
            case TARGET_START, TARGET -> target(b);
            case VERSION -> version(b);
            case LINE_LF -> endRequestLine(b);
            case HEADER_START -> startHeader(b);
            case NAME -> name(b);
            case VALUE -> value(b);
            case VALUE_LF -> endHeader(b);
            case END_LF -> endHead(b);
        };
    }

    private boolean refuseSize() {
        return refuse(state.compareTo(State.LINE_LF) <= 0 ? lineTooLong : headersTooLarge);
    }

    private boolean start(byte b) {
        if (Octets.isToken(b)) {
            return to(State.METHOD);
        }
        return (b == '\r' && emptyLines++ < MAX_EMPTY_LINES) ? to(State.START_LF) : refuse(BAD_METHOD);
    }

    private boolean emptyLine(byte b) {
        return b == '\n' ? to(State.START) : refuse(BAD_LINE_END);
    }

    private boolean method(byte b) {
        return b == ' ' ? to(State.TARGET_START) : refuse(BAD_METHOD);
    }

    private boolean target(byte b) {
        if (state == State.TARGET_START && Octets.isVisible(b)) {
            return to(State.TARGET);
        }
        if (state == State.TARGET && b == ' ') {
            return to(State.VERSION);
        }
        return refuse(b == ' ' || b == '\r' || b == '\n' || b == '\t' ? BAD_SPACING : BAD_TARGET);
    }

    private boolean version(byte b) {
        int index = versionIndex++;
        if (index < VERSION.length) {
            return b == VERSION[index] || refuse(BAD_VERSION);
        }
        if (index == VERSION.length) {
            return b == '1' || b == '0' || refuse(BAD_VERSION);
        }
        return b == '\r' ? to(State.LINE_LF) : refuse(BAD_VERSION);
    }

    private boolean endRequestLine(byte b) {
        limit = size + maxHeaderSize;
        return b == '\n' ? to(State.HEADER_START) : refuse(BAD_LINE_END);
    }

    private boolean startHeader(byte b) {
        if (Octets.isToken(b)) {
            return ++headers <= maxHeaders ? to(State.NAME) : refuse(tooManyHeaders);
        }
        if (b == '\r') {
            return to(State.END_LF);
        }
        return refuse(b == ' ' || b == '\t' ? FOLDED : BAD_NAME);
    }

    private boolean name(byte b) {
        return b == ':' ? to(State.VALUE) : refuse(BAD_NAME);
    }

    private boolean value(byte b) {
        return b == '\r' ? to(State.VALUE_LF) : refuse(b == '\n' ? BAD_LINE_END : BAD_VALUE);
    }

    private boolean endHeader(byte b) {
        return b == '\n' ? to(State.HEADER_START) : refuse(BAD_LINE_END);
    }

    private boolean endHead(byte b) {
        return b != '\n' && refuse(BAD_LINE_END);
    }

    private boolean to(State next) {
        state = next;
        return true;
    }

    private boolean refuse(Refusal why) {
        refusal = why;
        return false;
    }

    private static Refusal tooLarge(String message) {
        return new Refusal(ErrorCode.HEADERS_TOO_LARGE, message);
    }
}
