namespace Gatehouse.Http;

/// <content>Where a line ends. One vectorised pass finds the end and proves that no forbidden byte stands before it.</content>
internal partial struct RequestParser
{
    private const string BareCarriageReturn = "CR without LF (RFC 9112 section 2.2)";

    // -1: not there yet, or refused. The limit is looked at before the byte behind it, so that no cut changes the answer.
    private int FindRequestLineEnd(ReadOnlySpan<byte> buffer, int limit)
    {
        int stop = buffer[scanned..].IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        int end = stop < 0 ? buffer.Length : scanned + stop;
        if (end - position > limit)
        {
            Fail(414, "request line too long");
            return -1;
        }

        if (stop >= 0 && buffer[end] >= 0x80)
        {
            Fail(400, "non-ASCII byte in the request line (RFC 3986 section 2)");
            return -1;
        }

        return FinishLine(buffer, stop >= 0, end);
    }

    private int FindFieldEnd(ReadOnlySpan<byte> buffer, int limit)
    {
        int stop = buffer[scanned..].IndexOfAnyExcept(HeaderRules.ValueBytes);
        int end = stop < 0 ? buffer.Length : scanned + stop;
        if (end - fieldsStart > limit && end > position)
        {
            Fail(431, "header fields too large");
            return -1;
        }

        return FinishLine(buffer, stop >= 0, end);
    }

    private int FinishLine(ReadOnlySpan<byte> buffer, bool stopped, int end)
    {
        scanned = end;
        if (!stopped) return -1;
        if (buffer[end] == '\r')
        {
            if (end + 1 == buffer.Length) return -1;
            if (buffer[end + 1] == '\n') return end;
            Fail(400, BareCarriageReturn);
        }
        else
        {
            Fail(400, buffer[end] switch
            {
                (byte)'\n' => "LF without CR (RFC 9112 section 2.2)",
                0 => "NUL (RFC 9110 section 5.5)",
                _ => "control character (RFC 9110 section 5.5)",
            });
        }

        return -1;
    }
}
