using System.Text;

namespace Gatehouse.Http;

/// <summary>A piece of a representation.</summary>
/// <param name="Offset">Index of its first byte.</param>
/// <param name="Length">Number of its bytes, from 1.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Index of the byte behind it.</summary>
    public long End => Offset + Length;
}

/// <summary>What a Range field asks of a representation.</summary>
internal enum RangeResult
{
    /// <summary>The field is ignored: the whole is sent.</summary>
    Whole,

    /// <summary>206: pieces are sent (RFC 9110 section 15.3.7).</summary>
    Partial,

    /// <summary>416: no piece of it exists (RFC 9110 section 15.5.17).</summary>
    Unsatisfiable,
}

/// <summary>
/// Reads a Range field (RFC 9110 section 14.2). A field that is malformed, of another unit, or of more pieces than
/// <see cref="MaxRanges"/> is ignored, as the section allows. Pieces that overlap, touch, or lie closer than what a part of a
/// multipart answer costs become one (section 15.3.7.2), so that no request is answered with more than the whole.
/// </summary>
internal static class RangeHeader
{
    /// <summary>The most pieces that are asked for at once: what download managers and PDF readers do is far below.</summary>
    public const int MaxRanges = 16;

    // About the size of a part's head: RFC 9110 section 15.3.7.2.
    private const int MaxGap = 80;

    /// <summary>Reads the field for a representation.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="length">Bytes of the representation.</param>
    /// <param name="ranges">Receives the pieces in the order asked for; room for <see cref="MaxRanges"/>.</param>
    /// <param name="count">Number of pieces; 0 unless the result is <see cref="RangeResult.Partial"/>.</param>
    public static RangeResult Evaluate(ReadOnlySpan<byte> value, long length, Span<ByteRange> ranges, out int count)
    {
        count = 0;
        int equals = value.IndexOf((byte)'=');
        if (equals < 0 || !Ascii.EqualsIgnoreCase(value[..equals], "bytes"u8)) return RangeResult.Whole;

        ReadOnlySpan<byte> set = value[(equals + 1)..];
        bool isSatisfiable = false;
        int specs = 0;
        foreach (System.Range element in set.Split((byte)','))
        {
            ReadOnlySpan<byte> spec = set[element].Trim(" \t"u8);
            if (spec.IsEmpty) continue;
            if (++specs > MaxRanges || !TryParse(spec, length, out ByteRange? range))
            {
                count = 0;
                return RangeResult.Whole;
            }

            if (range is not { } piece) continue;
            isSatisfiable = true;
            if (piece.Length > 0) ranges[count++] = piece;
        }

        if (specs == 0) return RangeResult.Whole;
        if (!isSatisfiable) return RangeResult.Unsatisfiable;

        // The end of nothing is satisfiable, and no Content-Range can say so.
        if (count == 0) return RangeResult.Whole;
        count = Coalesce(ranges[..count]);
        return RangeResult.Partial;
    }

    /// <summary>Reads one range-spec (section 14.1.1). The piece is null where it lies beyond the end.</summary>
    private static bool TryParse(ReadOnlySpan<byte> spec, long length, out ByteRange? range)
    {
        range = null;
        int hyphen = spec.IndexOf((byte)'-');
        if (hyphen < 0) return false;
        ReadOnlySpan<byte> left = spec[..hyphen];
        ReadOnlySpan<byte> right = spec[(hyphen + 1)..];
        if (left.IsEmpty)
        {
            if (!TryNumber(right, out long suffix)) return false;
            long taken = Math.Min(suffix, length);
            if (suffix > 0) range = new ByteRange(length - taken, taken);
            return true;
        }

        if (!TryNumber(left, out long first)) return false;
        long last = long.MaxValue;
        if (!right.IsEmpty && (!TryNumber(right, out last) || last < first)) return false;
        if (first < length) range = new ByteRange(first, Math.Min(last, length - 1) - first + 1);
        return true;
    }

    /// <summary>Digits; a number beyond 64 bits is as good as the greatest.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            int value = digit - '0';
            number = number > (long.MaxValue - value) / 10 ? long.MaxValue : (number * 10) + value;
        }

        return !digits.IsEmpty;
    }

    /// <summary>Joins what is close, each piece into the first that it is close to, until nothing is. Returns how many are left.</summary>
    private static int Coalesce(Span<ByteRange> ranges)
    {
        int count = ranges.Length;
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
            {
                ByteRange a = ranges[i];
                ByteRange b = ranges[j];
                if (a.Offset > b.End + MaxGap || b.Offset > a.End + MaxGap) continue;
                long start = Math.Min(a.Offset, b.Offset);
                ranges[i] = new ByteRange(start, Math.Max(a.End, b.End) - start);
                ranges[(j + 1)..count].CopyTo(ranges[j..]);
                count--;

                // It grew: those before may be close to it now.
                i = -1;
                break;
            }
        }

        return count;
    }
}
