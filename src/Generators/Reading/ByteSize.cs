using System.Globalization;

namespace Gatehouse.Generators.Reading;

/// <summary>Sizes as settings take them.</summary>
internal static class ByteSize
{
    /// <summary>Bytes, or a number with <c>k</c>, <c>m</c> or <c>g</c> of 2^10, 2^20 and 2^30; null for any other text.</summary>
    public static long? Parse(string text)
    {
        int shift = text.Length == 0 ? 0 : char.ToLowerInvariant(text[text.Length - 1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        string digits = shift == 0 ? text : text.Substring(0, text.Length - 1);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }
}
