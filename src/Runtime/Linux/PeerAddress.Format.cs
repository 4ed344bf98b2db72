using System.Buffers;
using System.Buffers.Text;

namespace Gatehouse.Linux;

internal readonly partial struct PeerAddress
{
    /// <summary>The most bytes that <see cref="Format"/> writes: 39 of an IPv6 address, and its scope.</summary>
    public const int MaxFormatted = 64;

    private const int Groups = 8;

    /// <summary>
    /// Writes what <see cref="ToString"/> gives, without a string: dotted for IPv4, by RFC 5952 for IPv6.
    /// </summary>
    /// <param name="destination">At least <see cref="MaxFormatted"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public int Format(Span<byte> destination)
    {
        switch (Family)
        {
            case AddressFamily.IPv4:
                return FormatIPv4(destination);
            case AddressFamily.IPv6:
                return FormatIPv6(destination);
            default:
                ReadOnlySpan<byte> text = Family == AddressFamily.Unix ? "unix:"u8 : "-"u8;
                text.CopyTo(destination);
                return text.Length;
        }
    }

    private int FormatIPv4(Span<byte> destination)
    {
        uint address = (uint)bits;
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            Utf8Formatter.TryFormat((byte)(address >> shift), destination[length..], out int written);
            length += written;
            if (shift > 0) destination[length++] = (byte)'.';
        }

        return length;
    }

    private int FormatIPv6(Span<byte> destination)
    {
        (int gap, int gapLength) = LongestZeros();
        int length = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i == gap)
            {
                "::"u8.CopyTo(destination[length..]);
                length += 2;
                i += gapLength - 1;
                continue;
            }

            if (i > 0 && i != gap + gapLength) destination[length++] = (byte)':';
            Utf8Formatter.TryFormat(Group(i), destination[length..], out int written, new StandardFormat('x'));
            length += written;
        }

        if (scope == 0) return length;
        destination[length++] = (byte)'%';
        Utf8Formatter.TryFormat(scope, destination[length..], out int digits);
        return length + digits;
    }

    /// <summary>The run of zero groups that "::" stands for: the first of the longest, at least two (RFC 5952 section 4.2).</summary>
    private (int Start, int Length) LongestZeros()
    {
        (int Start, int Length) longest = (-Groups, 0);
        for (int i = 0; i < Groups;)
        {
            int end = i;
            while (end < Groups && Group(end) == 0) end++;
            if (end - i >= 2 && end - i > longest.Length) longest = (i, end - i);
            i = Math.Max(end, i + 1);
        }

        return longest;
    }

    private ushort Group(int index) => (ushort)(bits >> (16 * (Groups - 1 - index)));
}
