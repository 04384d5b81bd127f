// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An XML document as the object that JSON would have: elements are members, those of one name are a list, text is text.
 * Attributes and prefixes are left out. Declarations of entities make a document unreadable.
 */
final class XmlAnswer {

    private static final int DEEPEST = 64;

    private static final XMLInputFactory XML = factory();

    private XmlAnswer() {}

    /** To be called once before the first document: the JDK reads its configuration, which an event loop must not wait for. */
    static void prepare() {
        read("<prepared/>".getBytes(StandardCharsets.UTF_8));
    }

    /** The root as the only member; null when it is no document. */
    static @Nullable Map<String, Object> read(byte[] document) {
        try {
            return read(XML.createXMLStreamReader(new ByteArrayInputStream(document)));
        } catch (XMLStreamException e) {
            return null;
        }
    }

    private static @Nullable Map<String, Object> read(XMLStreamReader in) throws XMLStreamException {
        Deque<Element> open = new ArrayDeque<>();
        open.push(new Element(""));
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> open.push(new Element(in.getLocalName()));
                case XMLStreamConstants.END_ELEMENT -> {
                    Element ended = open.pop();
                    open.element().add(ended.name, ended.value());
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.element().text.append(in.getText());
                case XMLStreamConstants.DTD -> {
                    return null;
                }
                default -> {}
            }
            if (open.size() > DEEPEST) {
                return null;
            }
        }
        return open.element().members;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    /** One that is being read. */
    private static final class Element {

        private final String name;
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Object> members = new LinkedHashMap<>();

        Element(String name) {
            this.name = name;
        }

        void add(String member, Object value) {
            members.merge(member, value, Element::together);
        }

        Object value() {
            return members.isEmpty() ? text.toString().strip() : members;
        }

        private static Object together(Object before, Object next) {
            List<Object> all =
                    before instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>(List.of(before));
            all.add(next);
            return all;
        }
    }
}
