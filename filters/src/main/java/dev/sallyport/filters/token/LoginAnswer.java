// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.LoginRules;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of a login.
 *
 * @param headers those that the provider's definition keeps, by name
 * @param cookies that it sets, by name
 */
record LoginAnswer(Answered answer, Map<String, String> headers, Map<String, String> cookies) {

    private static final String SET_COOKIE = HttpHeaderNames.SET_COOKIE.toString();

    static LoginAnswer of(Answered answer, LoginRules rules) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : rules.answerHeaders()) {
            String value = answer.headers().get(name);
            if (value != null && !name.equals(SET_COOKIE)) {
                headers.put(name, value.strip());
            }
        }
        boolean keepsCookies = rules.answerHeaders().contains(SET_COOKIE);
        return new LoginAnswer(
                answer, headers, keepsCookies ? cookies(answer.headers().getAll(SET_COOKIE)) : Map.of());
    }

    /** Whether a body is not needed, since what counts is in the headers. */
    boolean isInHeaders() {
        return answer.body().length == 0 && !(headers.isEmpty() && cookies.isEmpty());
    }

    /** Names and values alone; one whose value could end a header is none. */
    private static Map<String, String> cookies(List<String> lines) {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String line : lines) {
            int semicolon = line.indexOf(';');
            String pair = semicolon < 0 ? line : line.substring(0, semicolon);
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value = pair.substring(equals + 1).strip();
            if (!name.isEmpty() && TokenAnswerReader.isPlain(name) && TokenAnswerReader.isPlain(value)) {
                cookies.put(name, value);
            }
        }
        return cookies;
    }

    @Override
    public String toString() {
        return "LoginAnswer[status=" + answer.status() + "]";
    }
}
