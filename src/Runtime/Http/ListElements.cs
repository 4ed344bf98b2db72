namespace Gatehouse.Http;

/// <summary>
/// Walks a comma-separated list (RFC 9110 section 5.6.1): white space around elements and empty elements fall away, and a comma
/// inside a quoted string separates nothing (section 5.6.4).
/// </summary>
internal ref struct ListElements(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> value = value;
    private int next;

    /// <summary>Where the current element begins in the value.</summary>
    public int Start { get; private set; }

    /// <summary>Length of the current element, quotes included; never 0.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a quoted string has no end: then nobody can say what the elements are, those before it included.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next element that is not empty.</summary>
    public bool MoveNext()
    {
        while (next < value.Length)
        {
            int end = FindEnd();
            if (end < 0)
            {
                IsMalformed = true;
                next = value.Length;
                return false;
            }

            int start = next;
            next = end + 1;
            while (start < end && IsSpace(value[start])) start++;
            while (end > start && IsSpace(value[end - 1])) end--;
            if (start == end) continue;
            Start = start;
            Length = end - start;
            return true;
        }

        return false;
    }

    private readonly int FindEnd()
    {
        int position = next;
        while (true)
        {
            int stop = value[position..].IndexOfAny((byte)',', (byte)'"');
            if (stop < 0) return value.Length;
            position += stop;
            if (value[position] == ',') return position;
            position = AfterQuoted(position + 1);
            if (position < 0) return -1;
        }
    }

    private readonly int AfterQuoted(int position)
    {
        while (true)
        {
            int stop = value[position..].IndexOfAny((byte)'\\', (byte)'"');
            if (stop < 0) return -1;
            position += stop + 1;
            if (value[position - 1] == '"') return position;
            if (position == value.Length) return -1;
            position++;
        }
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t';
}
