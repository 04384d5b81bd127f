// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** An answer; JSON is read by a path such as {@code data.0.name}. */
record Reply(int status, String body, HttpHeaders headers) {

    Object at(String path) {
        Object value = JsonMapper.shared().readValue(body, Object.class);
        for (String step : path.split("\\.")) {
            value = value instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    Object json() {
        return JsonMapper.shared().readValue(body, Object.class);
    }

    String code() {
        return (String) at("error.code");
    }

    /** The first problem as {@code code path}. */
    String problem() {
        return at("error.errors.0.code") + " " + at("error.errors.0.path");
    }
}
