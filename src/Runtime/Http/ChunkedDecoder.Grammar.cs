namespace Gatehouse.Http;

/// <content>The grammar of chunk lines and trailer lines, a byte at a time.</content>
internal partial struct ChunkedDecoder
{
    private const string BadSize = "chunk size is not hexadecimal (RFC 9112 section 7.1)";
    private const string BadExtension = "malformed chunk extension (RFC 9112 section 7.1.1)";
    private const string BadTrailer = "malformed trailer field (RFC 9112 section 7.1.2)";
    private const string DataTooLong = "chunk data is longer than its size says (RFC 9112 section 7.1)";
    private const string BadLineEnd = "chunk line does not end with CRLF (RFC 9112 section 7.1)";

    private bool Step(byte b) => state switch
    {
        State.Size or State.SizeDigits => StepSize(b),
        State.SizeLineFeed => b == '\n' ? EndSizeLine() : Fail(BadLineEnd),
        State.DataCarriageReturn => b == '\r' ? Go(State.DataLineFeed) : Fail(DataTooLong),
        State.DataLineFeed => b == '\n' ? Go(State.Size) : Fail(BadLineEnd),
        >= State.TrailerLine => StepTrailer(b),
        _ => StepExtension(b),
    };

    private bool StepSize(byte b)
    {
        int digit = PercentEncoding.HexValue(b);
        if (digit >= 0)
        {
            // 16 digits, leading zeros included; a size beyond long.MaxValue is no size.
            if (++digits > MaxSizeDigits || remaining > long.MaxValue >> 4) return Fail("chunk size out of range (RFC 9112 section 7.1)");
            remaining = (remaining << 4) | (uint)digit;
            return Go(State.SizeDigits);
        }

        return state == State.Size ? Fail(BadSize) : EndElement(b, BadSize);
    }

    // What may follow a size, an extension name without a value, and an extension value.
    private bool EndElement(byte b, string reason) => b switch
    {
        (byte)'\r' => Go(State.SizeLineFeed),
        (byte)';' => CountExtension(State.ExtensionName),
        (byte)' ' or (byte)'\t' => CountExtension(State.ExtensionNext),
        _ => Fail(reason),
    };

    private bool CountExtension(State next) =>
        ++extensionBytes > MaxExtensionBytes + decoded ? Fail("chunk extensions too large (RFC 9112 section 7.1.1)") : Go(next);

    // chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS value ] ): white space stands before ';' and '=' or after them, never at the end.
    private bool StepExtension(byte b)
    {
        bool space = b is (byte)' ' or (byte)'\t';
        switch (state)
        {
            case State.ExtensionNext:
                if (space) return CountExtension(State.ExtensionNext);
                return b == ';' ? CountExtension(State.ExtensionName) : Fail(BadExtension);
            case State.ExtensionName:
                if (space) return CountExtension(State.ExtensionName);
                return HeaderRules.TokenBytes.Contains(b) ? CountExtension(State.ExtensionNameBytes) : Fail(BadExtension);
            case State.ExtensionNameBytes:
                if (HeaderRules.TokenBytes.Contains(b)) return CountExtension(State.ExtensionNameBytes);
                if (b == '=') return CountExtension(State.ExtensionValue);
                return space ? CountExtension(State.ExtensionNameEnd) : EndElement(b, BadExtension);
            case State.ExtensionNameEnd:
                if (space) return CountExtension(State.ExtensionNameEnd);
                if (b == '=') return CountExtension(State.ExtensionValue);
                return b == ';' ? CountExtension(State.ExtensionName) : Fail(BadExtension);
            case State.ExtensionValue:
                if (space) return CountExtension(State.ExtensionValue);
                if (b == '"') return CountExtension(State.ExtensionQuoted);
                return HeaderRules.TokenBytes.Contains(b) ? CountExtension(State.ExtensionToken) : Fail(BadExtension);
            case State.ExtensionToken:
                return HeaderRules.TokenBytes.Contains(b) ? CountExtension(State.ExtensionToken) : EndElement(b, BadExtension);
            case State.ExtensionQuoted:
                if (b == '"') return CountExtension(State.ExtensionQuotedEnd);
                if (b == '\\') return CountExtension(State.ExtensionEscaped);
                return HeaderRules.ValueBytes.Contains(b) ? CountExtension(State.ExtensionQuoted) : Fail(BadExtension);
            case State.ExtensionEscaped:
                return HeaderRules.ValueBytes.Contains(b) ? CountExtension(State.ExtensionQuoted) : Fail(BadExtension);
            default:
                return EndElement(b, BadExtension);
        }
    }

    private bool EndSizeLine()
    {
        digits = 0;
        return Go(remaining == 0 ? State.TrailerLine : State.Data);
    }

    private bool StepTrailer(byte b)
    {
        if (++trailerBytes > MaxTrailerBytes) return Fail("trailer section too large", 431);
        switch (state)
        {
            case State.TrailerLine when b == '\r':
                return Go(State.LastLineFeed);
            case State.TrailerLine:
                nameLength = 0;
                return HeaderRules.TokenBytes.Contains(b) ? KeepNameByte(b) : Fail(BadTrailer);
            case State.TrailerName when b == ':':
                return nameLength <= ForbiddenTrailers.LongestName && ForbiddenTrailers.Contains(name[..nameLength])
                    ? Fail("trailer field that may not be one (RFC 9110 section 6.5.1)")
                    : Go(State.TrailerValue);
            case State.TrailerName:
                return HeaderRules.TokenBytes.Contains(b) ? KeepNameByte(b) : Fail(BadTrailer);
            case State.TrailerValue:
                if (b == '\r') return Go(State.TrailerLineFeed);
                return HeaderRules.ValueBytes.Contains(b) || Fail(BadTrailer);
            case State.TrailerLineFeed:
                return b == '\n' ? Go(State.TrailerLine) : Fail(BadLineEnd);
            default:
                return b == '\n' ? Go(State.Complete) : Fail(BadLineEnd);
        }
    }

    // A name too long for the buffer is none of the refused ones; its length says so.
    private bool KeepNameByte(byte b)
    {
        if (nameLength < ForbiddenTrailers.LongestName) name[nameLength] = b;
        if (nameLength <= ForbiddenTrailers.LongestName) nameLength++;
        return Go(State.TrailerName);
    }
}
