package org.dllm.notebooks;

import java.awt.Color;

/** The colours of the dashboard, the same in pages, notebooks and paper. */
final class Colours {

    static final Color INK = new Color(0x1f2328);
    static final Color MUTED = new Color(0x6e7781);
    static final Color LINE = new Color(0xd8dee4);

    /** Cividis (Nunez, Anderton and Renslow 2018): ten equidistant colours, interpolated. */
    private static final int[] CIVIDIS = {
        0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55,
        0xfee838
    };

    private Colours() {}

    /** The colour of a share between 0 and 1. */
    static Color cividis(double share) {
        double at = Math.clamp(share, 0, 1) * (CIVIDIS.length - 1);
        int low = (int) at;
        int high = Math.min(CIVIDIS.length - 1, low + 1);
        double part = at - low;
        return new Color(
                mix(CIVIDIS[low] >> 16, CIVIDIS[high] >> 16, part),
                mix(CIVIDIS[low] >> 8, CIVIDIS[high] >> 8, part),
                mix(CIVIDIS[low], CIVIDIS[high], part));
    }

    private static int mix(int from, int to, double part) {
        return (int) Math.round((from & 0xff) + part * ((to & 0xff) - (from & 0xff)));
    }

    /** A text colour that is readable on the colour of a share. */
    static Color inkOn(double share) {
        return share > 0.45 ? Color.BLACK : Color.WHITE;
    }

    /** The colour of a method by its key (Okabe and Ito); other methods share one colour. */
    static Color ofMethod(String key) {
        return switch (key) {
            case "adainfer" -> new Color(0xa824fc);
            case "dense" -> new Color(0x7f7f7f);
            case "dllm" -> new Color(0x0072b2);
            case "dllm-keep-kv" -> new Color(0x56b4e9);
            case "mod" -> new Color(0xcc79a7);
            case "position" -> new Color(0x785818);
            case "searched" -> new Color(0x44aa99);
            case "shortened" -> new Color(0xaa4466);
            case "static" -> new Color(0xe69f00);
            case "random" -> new Color(0xd55e00);
            default -> new Color(0x009e73);
        };
    }
}
