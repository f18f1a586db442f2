package org.dllm.experiments.data;

import java.net.URI;
import java.util.Optional;
import org.dllm.experiments.library.Item.ItemFile;

/**
 * A file of a data set, which holds one split.
 *
 * @param records number of examples
 * @param item its name, size, hash and public address
 */
public record DataFile(String split, int records, ItemFile item) {

    /** A file without a public address; a folder or a mirror provides it. */
    static DataFile of(String split, int records, String name, long bytes, String sha256) {
        return new DataFile(split, records, new ItemFile(name, bytes, sha256, Optional.empty()));
    }

    /** The same file with the public address that serves it unchanged. */
    DataFile at(String address) {
        return new DataFile(
                split,
                records,
                new ItemFile(
                        item.name(),
                        item.bytes(),
                        item.sha256(),
                        Optional.of(URI.create(address))));
    }
}
