namespace Gatehouse.Http;

/// <summary>
/// Comparison of entity tags (RFC 9110 section 8.8.3). A tag is passed as it stands in a field: quotes, and <c>W/</c> before them
/// where it is weak. Its text has no escapes, so that a backslash is a character like any other: no quoted string.
/// </summary>
internal static class EntityTag
{
    /// <summary>Whether a text is one entity tag.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) => !text.IsEmpty && LengthOf(text) == text.Length;

    /// <summary>Whether two valid tags are equal, both strong (section 8.8.3.2).</summary>
    public static bool EqualsStrongly(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        !IsWeak(left) && left.SequenceEqual(right);

    /// <summary>Whether two valid tags are equal but for a <c>W/</c> (section 8.8.3.2).</summary>
    public static bool EqualsWeakly(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Opaque(left).SequenceEqual(Opaque(right));

    /// <summary>
    /// Whether a list of tags, or <c>*</c>, matches the tag of something that exists: the value of If-Match or If-None-Match
    /// (sections 13.1.1 and 13.1.2). What stands behind an element that is no tag is not looked at: no match is the answer
    /// that is safe for both fields.
    /// </summary>
    /// <param name="list">The field's value.</param>
    /// <param name="current">The valid tag of the selected representation.</param>
    /// <param name="strong">How to compare.</param>
    public static bool Matches(ReadOnlySpan<byte> list, ReadOnlySpan<byte> current, bool strong)
    {
        if (list.SequenceEqual("*"u8)) return true;
        while (true)
        {
            list = list.TrimStart(", \t"u8);
            int length = LengthOf(list);
            if (length < 0) return false;
            ReadOnlySpan<byte> tag = list[..length];
            if (strong ? EqualsStrongly(tag, current) : EqualsWeakly(tag, current)) return true;
            list = list[length..].TrimStart(" \t"u8);
            if (!list.StartsWith(","u8)) return false;
        }
    }

    private static bool IsWeak(ReadOnlySpan<byte> tag) => tag.StartsWith("W/"u8);

    private static ReadOnlySpan<byte> Opaque(ReadOnlySpan<byte> tag) => IsWeak(tag) ? tag[2..] : tag;

    /// <summary>Length of the tag that a text begins with; -1 where it begins with none.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        int start = IsWeak(text) ? 2 : 0;
        if (start >= text.Length || text[start] != '"') return -1;
        for (int i = start + 1; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '"') return i + 1;

            // etagc: no control, no space, no DEL.
            if (b is <= (byte)' ' or 0x7f) return -1;
        }

        return -1;
    }
}
