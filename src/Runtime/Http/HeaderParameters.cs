namespace Gatehouse.Http;

/// <summary>
/// Walks the parameters of a header field value: <c>*( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )</c>
/// (RFC 9110 section 5.6.6). Nothing is decoded; see <see cref="Value"/>.
/// </summary>
/// <param name="text">What follows the value proper: empty, or white space and a semicolon first.</param>
internal ref struct HeaderParameters(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> rest = text.Trim(" \t"u8);

    /// <summary>Name of the current parameter; compared without regard to case.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its value: a token, or what stands between the quotes with its backslashes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether the value is a quoted string, so that a backslash in it may escape what follows (RFC 9110 section 5.6.4).</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Whether the grammar was broken: then what was found before is worth nothing either.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next parameter.</summary>
    public bool MoveNext()
    {
        while (!rest.IsEmpty)
        {
            if (rest[0] != ';') return Fail();
            rest = rest[1..].TrimStart(" \t"u8);
            if (rest.IsEmpty || rest[0] == ';') continue;

            // No white space may stand around the equals sign.
            int length = rest.IndexOfAnyExcept(HeaderRules.TokenBytes);
            if (length <= 0 || rest[length] != '=') return Fail();
            Name = rest[..length];
            rest = rest[(length + 1)..];
            if (!ReadValue()) return Fail();
            rest = rest.TrimStart(" \t"u8);
            return true;
        }

        return false;
    }

    private bool ReadValue()
    {
        IsQuoted = !rest.IsEmpty && rest[0] == '"';
        if (!IsQuoted)
        {
            int length = rest.IndexOfAnyExcept(HeaderRules.TokenBytes);
            if (length < 0) length = rest.Length;
            Value = rest[..length];
            rest = rest[length..];
            return length > 0;
        }

        for (int position = 1; position < rest.Length; position++)
        {
            switch (rest[position])
            {
                case (byte)'\\':
                    position++;
                    break;
                case (byte)'"':
                    Value = rest[1..position];
                    rest = rest[(position + 1)..];
                    return !Value.ContainsAnyExcept(HeaderRules.ValueBytes);
            }
        }

        return false;
    }

    private bool Fail()
    {
        IsMalformed = true;
        rest = default;
        return false;
    }
}
