using System.Text;

namespace Gatehouse.Http;

/// <content>Header fields (RFC 9112 section 5), and those that decide about framing and the connection.</content>
internal partial struct RequestParser
{
    private const string BothFramings = "both Content-Length and Transfer-Encoding (RFC 9112 section 6.1)";

    // The line has no control character but HTAB, and at least one byte.
    private bool ReadField(ReadOnlySpan<byte> buffer, int end, RequestHead head)
    {
        ReadOnlySpan<byte> line = buffer[position..end];
        int nameLength = line.IndexOfAnyExcept(HeaderRules.TokenBytes);
        if (nameLength <= 0 || line[nameLength] != ':') return FailName(line, nameLength);

        int valueStart = nameLength + 1;
        int valueEnd = line.Length;
        while (valueStart < valueEnd && line[valueStart] is (byte)' ' or (byte)'\t') valueStart++;
        while (valueEnd > valueStart && line[valueEnd - 1] is (byte)' ' or (byte)'\t') valueEnd--;

        ref HeaderField field = ref head.AddHeader();
        field.NameStart = position;
        field.NameLength = nameLength;
        field.ValueStart = position + valueStart;
        field.ValueLength = valueEnd - valueStart;
        field.Known = KnownHeaders.Recognise(line[..nameLength]);
        return field.Known == KnownHeader.None || ReadKnown(field, line[valueStart..valueEnd], head);
    }

    private bool FailName(ReadOnlySpan<byte> line, int nameLength)
    {
        if (nameLength < 0) return Fail(400, "header field without a colon (RFC 9112 section 5)");
        bool space = line[nameLength] is (byte)' ' or (byte)'\t';
        if (nameLength == 0 && space) return Fail(400, "folded header field (RFC 9112 section 5.2)");
        return Fail(400, space
            ? "white space before the colon of a header field (RFC 9112 section 5.1)"
            : "header field name is no token (RFC 9110 section 5.1)");
    }

    private bool ReadKnown(in HeaderField field, ReadOnlySpan<byte> value, RequestHead head)
    {
        switch (field.Known)
        {
            case KnownHeader.Host:
                return ReadHost(field, value, head);
            case KnownHeader.Connection:
                ReadConnection(value);
                return true;
            case KnownHeader.ContentLength:
                return ReadContentLength(value, head);
            case KnownHeader.TransferEncoding:
                return ReadTransferEncoding(value, head);
            case KnownHeader.Expect:
                return ReadExpect(value, head);
            default:
                return true;
        }
    }

    // RFC 9112 section 3.2: one Host, and a valid one; the target's authority goes before it (section 3.2.2).
    private bool ReadHost(in HeaderField field, ReadOnlySpan<byte> value, RequestHead head)
    {
        if (!FirstTime(Seen.Host)) return Fail(400, "more than one Host (RFC 9112 section 3.2)");
        if (!Authority.TryParse(value, out _, out _)) return Fail(400, "invalid Host (RFC 9112 section 3.2)");
        if (head.Form is TargetForm.Absolute or TargetForm.Authority) return true;
        head.HostStart = field.ValueStart;
        head.HostLength = field.ValueLength;
        return true;
    }

    // Several fields are one list (RFC 9110 section 7.6.1); "close" anywhere goes before everything else.
    private void ReadConnection(ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int comma = value.IndexOf((byte)',');
            ReadOnlySpan<byte> option = comma < 0 ? value : value[..comma].TrimEnd(" \t"u8);
            if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8)) seen |= Seen.KeepAlive;
            else if (Ascii.EqualsIgnoreCase(option, "close"u8)) seen |= Seen.Close;
            if (comma < 0) return;
            value = value[(comma + 1)..].TrimStart(" \t"u8);
        }
    }

    // RFC 9110 section 8.6. A list of equal lengths may be taken for one; two readers that differ there are one smuggled request.
    private bool ReadContentLength(ReadOnlySpan<byte> value, RequestHead head)
    {
        if (!FirstTime(Seen.ContentLength)) return Fail(400, "more than one Content-Length (RFC 9110 section 8.6)");
        if ((seen & Seen.TransferEncoding) != 0) return Fail(400, BothFramings);
        if (value.IsEmpty) return Fail(400, "Content-Length is no number (RFC 9110 section 8.6)");
        long length = 0;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit)) return Fail(400, "Content-Length is no number (RFC 9110 section 8.6)");
            int unit = digit - '0';
            if (length > (long.MaxValue - unit) / 10) return Fail(400, "Content-Length out of range (RFC 9110 section 8.6)");
            length = (length * 10) + unit;
        }

        head.Framing = length == 0 ? BodyFraming.None : BodyFraming.ContentLength;
        head.ContentLength = length;
        return true;
    }

    // RFC 9112 sections 6.1 and 7. One field, one coding: empty list elements, which RFC 9110 section 5.6.1 would pass over, are
    // refused here, because a proxy that does not pass over them frames the body differently.
    private bool ReadTransferEncoding(ReadOnlySpan<byte> value, RequestHead head)
    {
        if (head.MinorVersion == 0) return Fail(400, "Transfer-Encoding in HTTP/1.0 (RFC 9112 section 6.1)");
        if ((seen & Seen.ContentLength) != 0) return Fail(400, BothFramings);
        if (!FirstTime(Seen.TransferEncoding)) return Fail(400, "chunked twice or not last (RFC 9112 section 6.1)");
        if (Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            head.Framing = BodyFraming.Chunked;
            return true;
        }

        int behind = value.Count((byte)',') + 1;
        bool isChunkedLast = false;
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> coding = value[range].Trim(" \t"u8);
            int parameters = coding.IndexOf((byte)';');
            ReadOnlySpan<byte> name = parameters < 0 ? coding : coding[..parameters].TrimEnd(" \t"u8);
            if (!HeaderRules.IsToken(name)) return Fail(400, "malformed Transfer-Encoding (RFC 9112 section 7)");
            behind--;
            if (!Ascii.EqualsIgnoreCase(name, "chunked"u8)) continue;
            if (behind > 0) return Fail(400, "chunked twice or not last (RFC 9112 section 6.1)");
            if (parameters >= 0) return Fail(400, "chunked with a parameter (RFC 9112 section 7.1)");
            isChunkedLast = true;
        }

        // Without chunked at the end nobody knows where the body ends, which is worse than a coding that is not known.
        return isChunkedLast
            ? Fail(501, "unknown transfer coding (RFC 9112 section 6.1)")
            : Fail(400, "Transfer-Encoding without chunked as the last coding (RFC 9112 section 6.3)");
    }

    // RFC 9110 section 10.1.1: 100-continue is the one expectation there is, and HTTP/1.0 has none. Several fields are one list.
    private bool ReadExpect(ReadOnlySpan<byte> value, RequestHead head)
    {
        if (head.MinorVersion == 0) return true;
        var expectations = new ListElements(value);
        while (expectations.MoveNext())
        {
            if (!Ascii.EqualsIgnoreCase(value.Slice(expectations.Start, expectations.Length), "100-continue"u8)) return FailExpect();
            seen |= Seen.Expect;
        }

        return !expectations.IsMalformed || FailExpect();
    }

    private bool FailExpect() => Fail(417, "expectation other than 100-continue (RFC 9110 section 10.1.1)");

    private bool ReadEnd(RequestHead head)
    {
        if (head.MinorVersion > 0)
        {
            if ((seen & Seen.Host) == 0) return Fail(400, "no Host (RFC 9112 section 3.2)");
            head.KeepAlive = (seen & Seen.Close) == 0;
            head.ExpectContinue = (seen & Seen.Expect) != 0 && head.Framing != BodyFraming.None;
        }
        else
        {
            head.KeepAlive = (seen & (Seen.Close | Seen.KeepAlive)) == Seen.KeepAlive;
        }

        return true;
    }

    private bool FirstTime(Seen field)
    {
        if ((seen & field) != 0) return false;
        seen |= field;
        return true;
    }
}
