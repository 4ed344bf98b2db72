using System.Globalization;

namespace Gatehouse.Hosting;

/// <summary>How a value is written: reading, printing, and the words for what is expected. What is printed reads back as the same value.</summary>
/// <typeparam name="T">The value.</typeparam>
internal abstract class ValueForm<T>
{
    /// <summary>What is accepted, to follow "is not": <c>a whole number from 1 to 1024</c>.</summary>
    public abstract string Expected { get; }

    public abstract bool TryRead(string text, out T value);

    public abstract string Print(T value);

    /// <summary>A word to try instead; null if there is none.</summary>
    public virtual string? Suggest(string text) => null;
}

/// <summary>Digits.</summary>
internal sealed class WholeNumberForm(int least, int most) : ValueForm<int>
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");

    public override bool TryRead(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    public override string Print(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Bytes, as digits or with nginx's suffixes: <c>10m</c> is 10 × 2^20.</summary>
internal sealed class SizeForm(long most) : ValueForm<long>
{
    public override string Expected =>
        string.Create(CultureInfo.InvariantCulture, $"a size from 0 to {most} bytes, such as 65536, 500k or 10m");

    public override bool TryRead(string text, out long value)
    {
        int shift = text is [.., char suffix] ? char.ToLowerInvariant(suffix) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 } : 0;
        ReadOnlySpan<char> digits = shift == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > most >> shift)
            return false;
        value <<= shift;
        return true;
    }

    public override string Print(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A time in seconds, with or without a unit: <c>30</c>, <c>1.5</c>, <c>500ms</c>, <c>2m</c>. Printed in seconds.</summary>
internal sealed class DurationForm(decimal least, decimal most) : ValueForm<TimeSpan>
{
    private static readonly (string Suffix, decimal Seconds)[] Units = [("ms", 0.001m), ("s", 1), ("m", 60), ("h", 3600)];

    public override string Expected =>
        string.Create(CultureInfo.InvariantCulture, $"a time from {least} to {most} seconds, such as 30, 1.5, 500ms or 2m");

    public override bool TryRead(string text, out TimeSpan value)
    {
        value = default;
        decimal unit = 1;
        foreach ((string suffix, decimal seconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            text = text[..^suffix.Length].TrimEnd();
            unit = seconds;
            break;
        }

        // Compared before it is scaled: a decimal overflows with an exception.
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > most / unit
            || number * unit < least)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(number * unit * TimeSpan.TicksPerSecond));
        return true;
    }

    public override string Print(TimeSpan value) =>
        ((decimal)value.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
}

/// <summary>Yes or no.</summary>
internal sealed class FlagForm : ValueForm<bool>
{
    public override string Expected => "true or false";

    public override bool TryRead(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "true" or "1" or "yes" or "on";
        return value || text.ToLowerInvariant() is "false" or "0" or "no" or "off";
    }

    public override string Print(bool value) => value ? "true" : "false";
}

/// <summary>One of some words.</summary>
/// <typeparam name="T">What the words stand for.</typeparam>
/// <param name="choices">Each word; the first word for a value is the one printed.</param>
/// <param name="synonyms">Words that operators bring from elsewhere, and ours for them.</param>
internal sealed class ChoiceForm<T>((string Word, T Value)[] choices, params (string Foreign, string Own)[] synonyms) : ValueForm<T>
    where T : struct, Enum
{
    public override string Expected => "one of " + Verbs.Join([.. choices.DistinctBy(c => c.Value).Select(c => c.Word)], "or");

    public override bool TryRead(string text, out T value)
    {
        foreach ((string word, T candidate) in choices)
        {
            if (!word.Equals(text, StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }

        value = default;
        return false;
    }

    public override string Print(T value)
    {
        foreach ((string word, T candidate) in choices)
        {
            if (EqualityComparer<T>.Default.Equals(candidate, value))
                return word;
        }

        // Only a cast in somebody's code gets here; as text it is refused with a message that names it.
        return value.ToString();
    }

    public override string? Suggest(string text) => Suggestion.For(text, choices.Select(c => c.Word), synonyms);
}

/// <summary>A mask of permission bits.</summary>
internal sealed class OctalForm(int most) : ValueForm<int>
{
    public override string Expected => $"an octal number from 0 to {Print(most)}";

    public override bool TryRead(string text, out int value)
    {
        value = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7')
                return false;
            value = (value * 8) + (digit - '0');
            if (value > most)
                return false;
        }

        return text.Length > 0;
    }

    public override string Print(int value) => value < 0
        ? value.ToString(CultureInfo.InvariantCulture)
        : Convert.ToString(value, 8).PadLeft(4, '0');
}

/// <summary>Text without control characters: it ends up in messages, paths and system calls.</summary>
internal sealed class TextForm(string what, bool mayBeEmpty) : ValueForm<string>
{
    public override string Expected => what;

    public override bool TryRead(string text, out string value)
    {
        value = text;
        return (mayBeEmpty || text.Length > 0) && !text.Any(char.IsControl);
    }

    public override string Print(string value) => value;
}
