using System.Buffers;
using System.Text;

namespace Gatehouse.Http;

/// <summary>What a <see cref="UrlEncodedParser"/> found.</summary>
internal enum UrlEncodedStatus : byte
{
    /// <summary>All of the input is used up.</summary>
    NeedMore,

    /// <summary>A name and a value.</summary>
    Field,

    Error,
}

/// <summary>
/// Reads application/x-www-form-urlencoded as the WHATWG URL standard has it ("application/x-www-form-urlencoded parsing"): pairs
/// between ampersands, empty ones skipped, a plus sign for a space, percent-escapes of UTF-8. Other than there, an escape that
/// is none is refused, and so is %00. What was decoded is kept here, so that any cut of the same bytes gives the same fields.
/// </summary>
/// <param name="maxNameBytes">Bytes of a decoded name; more get 413.</param>
/// <param name="maxValueBytes">Bytes of a decoded value; more get 413.</param>
internal sealed class UrlEncodedParser(int maxNameBytes, int maxValueBytes)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("&=+%"u8);

    private byte[] decoded = new byte[256];
    private int length;
    private int nameLength = -1;
    private int escapeDigits;
    private int escape;
    private bool hasBytes;

    public string Name { get; private set; } = "";

    public string Value { get; private set; } = "";

    /// <summary>After an error: 400, or 413 for a name or value that is too large.</summary>
    public int ErrorStatus { get; private set; }

    /// <summary>After an error: the rule that was broken, constant text without any of the input.</summary>
    public string ErrorReason { get; private set; } = "";

    /// <summary>Reads on, up to the end of the next pair.</summary>
    /// <param name="input">The bytes after those that earlier calls consumed.</param>
    /// <param name="consumed">Bytes that are done with; all of the input unless a pair ended.</param>
    public UrlEncodedStatus Parse(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (consumed < input.Length && ErrorStatus == 0)
        {
            ReadOnlySpan<byte> rest = input[consumed..];
            if (escapeDigits > 0)
            {
                consumed++;
                ReadEscape(rest[0]);
                continue;
            }

            int run = rest.IndexOfAny(Special);
            if (run != 0)
            {
                if (run < 0) run = rest.Length;
                consumed += run;
                Append(rest[..run]);
                continue;
            }

            consumed++;
            switch (rest[0])
            {
                case (byte)'&':
                    if (hasBytes) return EndField();
                    break;
                case (byte)'%':
                    hasBytes = true;
                    escapeDigits = 2;
                    escape = 0;
                    break;
                case (byte)'=' when nameLength < 0:
                    hasBytes = true;
                    nameLength = length;
                    break;
                case (byte)'+':
                    Append(" "u8);
                    break;
                default:
                    Append("="u8);
                    break;
            }
        }

        return ErrorStatus == 0 ? UrlEncodedStatus.NeedMore : UrlEncodedStatus.Error;
    }

    /// <summary>The body is over: the last pair, or <see cref="UrlEncodedStatus.NeedMore"/> where there is none.</summary>
    public UrlEncodedStatus End()
    {
        if (escapeDigits > 0) Fail();
        if (ErrorStatus != 0) return UrlEncodedStatus.Error;
        return hasBytes ? EndField() : UrlEncodedStatus.NeedMore;
    }

    private UrlEncodedStatus EndField()
    {
        int end = nameLength < 0 ? length : nameLength;
        Name = Encoding.UTF8.GetString(decoded, 0, end);
        Value = Encoding.UTF8.GetString(decoded, end, length - end);
        length = 0;
        nameLength = -1;
        hasBytes = false;
        return UrlEncodedStatus.Field;
    }

    private void ReadEscape(byte digit)
    {
        int value = PercentEncoding.HexValue(digit);
        escape = (escape << 4) | value;
        if (value < 0 || (--escapeDigits == 0 && escape == 0)) Fail();
        else if (escapeDigits == 0) Append([(byte)escape]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        hasBytes = true;
        long limit = nameLength < 0 ? maxNameBytes : (long)nameLength + maxValueBytes;
        if (bytes.Length > limit - length)
        {
            ErrorStatus = 413;
            ErrorReason = "name or value of a form field too large";
            return;
        }

        if (decoded.Length - length < bytes.Length) Array.Resize(ref decoded, Math.Max(decoded.Length * 2, length + bytes.Length));
        bytes.CopyTo(decoded.AsSpan(length));
        length += bytes.Length;
    }

    private void Fail()
    {
        ErrorStatus = 400;
        ErrorReason = "bad percent-escape in a form";
    }
}
