// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.catalog.FieldForm;
import dev.sallyport.filters.catalog.FieldRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question of a form.
 *
 * @param section which object of an import the answer belongs into
 * @param pattern regular expression; null for any text
 * @param multiline of text in several lines, such as a PEM key
 * @param value answered already, to be kept or changed; never a secret
 */
record FormField(
        Section section,
        String name,
        String title,
        @Nullable String pattern,
        boolean required,
        boolean secret,
        boolean multiline,
        List<String> options,
        @Nullable String value,
        FieldForm form) {

    /** Where an answer belongs. */
    enum Section {
        CONNECTION_CONFIG("connection_config"),
        CREDENTIALS("credentials");

        private final String wireName;

        Section(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** A field of a mode, for providers that say nothing of their own about it. */
    static FormField plain(String name, String title) {
        return new FormField(
                Section.CREDENTIALS, name, title, null, true, false, false, List.of(), null, FieldForm.NONE);
    }

    static FormField of(Section section, FieldRule rule) {
        String title = rule.title();
        return new FormField(
                section,
                rule.name(),
                title == null ? rule.name() : title,
                rule.pattern() == null ? null : rule.pattern().expression(),
                !rule.optional() && rule.defaultValue() == null,
                rule.secret(),
                false,
                rule.values(),
                rule.secret() ? null : rule.defaultValue(),
                rule.form());
    }

    FormField asSecret() {
        return new FormField(section, name, title, pattern, required, true, multiline, options, null, form);
    }

    FormField inLines() {
        return new FormField(section, name, title, pattern, required, secret, true, options, value, form);
    }

    FormField asOptional() {
        return new FormField(section, name, title, pattern, false, secret, multiline, options, value, form);
    }

    FormField withValue(@Nullable Object known) {
        return known instanceof String text && !secret
                ? new FormField(section, name, title, pattern, required, secret, multiline, options, text, form)
                : this;
    }

    /** Whether an answer has to be there, the other answers being these. */
    boolean isMissing(Map<String, String> answers) {
        FieldForm.Condition condition = form.visibleWhen();
        boolean asked = condition == null || condition.equals().equals(answers.get(condition.field()));
        return required && asked && answers.getOrDefault(name, "").isEmpty();
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("section", section.wireName());
        json.put("name", name);
        json.put("title", title);
        json.put("required", required);
        json.put("secret", secret);
        json.put("multiline", multiline);
        json.put("options", options);
        json.put("pattern", pattern);
        json.put("value", value);
        json.put("description", form.description());
        json.put("example", form.example());
        json.put("prefix", form.prefix());
        json.put("suffix", form.suffix());
        json.put("format", form.format());
        FieldForm.Condition condition = form.visibleWhen();
        json.put(
                "visible_when",
                condition == null ? null : Map.of("field", condition.field(), "equals", condition.equals()));
        return json;
    }

    /** Without the value, which is somebody's. */
    @Override
    public String toString() {
        return "FormField[" + section.wireName() + "." + name + "]";
    }
}
