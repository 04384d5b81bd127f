// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody's browser: keeps cookies, and goes where it is sent one step at a time. */
final class Browser {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern INPUT = Pattern.compile("<input[^>]*name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    record Page(URI address, int status, String body, Map<String, List<String>> headers) {

        String header(String name) {
            return String.join(", ", headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()));
        }

        URI location() {
            return address.resolve(header("location"));
        }

        /** Values of the inputs of its form, by name. */
        String input(String name) {
            Matcher input = INPUT.matcher(body);
            while (input.find()) {
                if (input.group(1).equals(name)) {
                    return input.group(2);
                }
            }
            throw new AssertionError("no input " + name + " in " + body);
        }
    }

    Page get(String address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/html"));
    }

    Page head(String address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address)).HEAD());
    }

    Page submit(String address, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    private Page send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest ready = request.timeout(PATIENCE).build();
        HttpResponse<String> answer = client.send(ready, BodyHandlers.ofString());
        return new Page(
                ready.uri(),
                answer.statusCode(),
                answer.body(),
                answer.headers().map());
    }
}
