namespace Gatehouse.Http;

/// <summary>
/// IP addresses as text, by the grammar of RFC 3986 section 3.2.2: four decimal octets without leading zeros, or IPv6 without
/// a zone. The parsers of <see cref="System.Net.IPAddress"/> also take octal, hexadecimal and shortened forms, which is how
/// two programs come to read two addresses out of one text.
/// </summary>
internal static class IPLiteral
{
    /// <summary>Reads <c>192.0.2.1</c>; the first octet is the most significant byte.</summary>
    public static bool TryParseIPv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        int position = 0;
        for (int octets = 0; octets < 4; octets++)
        {
            if (octets > 0)
            {
                if (position == text.Length || text[position] != '.') return false;
                position++;
            }

            int start = position;
            uint octet = 0;
            while (position < text.Length && position - start < 3 && char.IsAsciiDigit((char)text[position]))
                octet = (octet * 10) + (uint)(text[position++] - '0');
            int digits = position - start;
            if (digits == 0 || octet > 255 || (digits > 1 && text[start] == '0')) return false;
            address = (address << 8) | octet;
        }

        return position == text.Length;
    }

    /// <summary>Reads an IPv6 address without brackets and without a zone.</summary>
    public static bool TryParseIPv6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = 0;
        UInt128 value = 0;
        int groups = 0;
        int gap = -1;
        int position = 0;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            position = 2;
        }

        while (position < text.Length)
        {
            int start = position;
            uint group = 0;
            while (position < text.Length && position - start < 4 && char.IsAsciiHexDigit((char)text[position]))
                group = (group << 4) | (uint)PercentEncoding.HexValue(text[position++]);
            if (position == start) return false;
            if (position < text.Length && text[position] == '.')
            {
                if (!TryParseIPv4(text[start..], out uint tail)) return false;
                value = (value << 32) | tail;
                groups += 2;
                break;
            }

            if (++groups > 8) return false;
            value = (value << 16) | group;
            if (position == text.Length) break;
            if (text[position++] != ':' || position == text.Length) return false;
            if (text[position] != ':') continue;
            if (gap >= 0) return false;
            gap = groups;
            position++;
        }

        if (gap < 0)
        {
            address = value;
            return groups == 8;
        }

        // "::" stands for at least one group of zeros.
        if (groups > 7) return false;
        int after = groups - gap;
        UInt128 low = value & ((UInt128.One << (16 * after)) - 1);
        UInt128 high = value >> (16 * after);
        address = gap == 0 ? low : (high << (16 * (8 - gap))) | low;
        return true;
    }
}
