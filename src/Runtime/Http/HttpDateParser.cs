namespace Gatehouse.Http;

/// <summary>
/// Reads the three forms of a date (RFC 9110 section 5.6.7): IMF-fixdate, and the obsolete ones of RFC 850 and asctime, which a
/// recipient must accept. Case-sensitive, as the section says. A name of a day that does not fit the date is let pass:
/// the date is what is compared.
/// </summary>
internal static class HttpDateParser
{
    private const int DaysInWeek = 7;

    private static ReadOnlySpan<byte> ShortDays => "SunMonTueWedThuFriSat"u8;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Reads a date. False for anything that is not one; a field with it is then ignored.</summary>
    /// <param name="text">The field's value, without white space around it.</param>
    /// <param name="now">The present: a two-digit year more than 50 years after it is one of the past.</param>
    /// <param name="date">The instant, in UTC.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        if (text.Length < 24) return false;
        return text[3] switch
        {
            (byte)',' => TryFixdate(text, out date),
            (byte)' ' => TryAsctime(text, out date),
            _ => TryRfc850(text, now, out date),
        };
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    private static bool TryFixdate(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        date = default;
        return text.Length == HttpDate.Length
            && Index(ShortDays, text[..3]) >= 0
            && text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' '
            && text[25..].SequenceEqual(" GMT"u8)
            && TryNumber(text[5..7], out int day)
            && TryNumber(text[12..16], out int year)
            && TryMake(year, Index(Months, text[8..11]), day, text[17..25], out date);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT
    private static bool TryRfc850(ReadOnlySpan<byte> text, DateTimeOffset now, out DateTimeOffset date)
    {
        date = default;
        int comma = text.IndexOf((byte)',');
        if (comma < 0 || !IsLongDay(text[..comma])) return false;
        ReadOnlySpan<byte> rest = text[(comma + 1)..];
        if (rest.Length != 23
            || rest[0] != ' ' || rest[3] != '-' || rest[7] != '-' || rest[10] != ' '
            || !rest[19..].SequenceEqual(" GMT"u8)
            || !TryNumber(rest[1..3], out int day)
            || !TryNumber(rest[8..10], out int shortYear))
        {
            return false;
        }

        int month = Index(Months, rest[4..7]);
        int year = now.Year - (now.Year % 100) + 100 + shortYear;
        DateTimeOffset latest = now.AddYears(50);

        // The latest year of the two digits that is not more than 50 years ahead.
        for (int i = 0; i < 3; i++, year -= 100)
        {
            if (TryMake(year, month, day, rest[11..19], out date) && date <= latest) return true;
        }

        return false;
    }

    // Sun Nov  6 08:49:37 1994
    private static bool TryAsctime(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        date = default;
        ReadOnlySpan<byte> days = text[8] == ' ' ? text[9..10] : text[8..10];
        return text.Length == 24
            && Index(ShortDays, text[..3]) >= 0
            && text[7] == ' ' && text[10] == ' ' && text[19] == ' '
            && TryNumber(days, out int day)
            && TryNumber(text[20..24], out int year)
            && TryMake(year, Index(Months, text[4..7]), day, text[11..19], out date);
    }

    private static bool TryMake(int year, int month, int day, ReadOnlySpan<byte> time, out DateTimeOffset date)
    {
        date = default;
        if (time[2] != ':' || time[5] != ':'
            || !TryNumber(time[..2], out int hour)
            || !TryNumber(time[3..5], out int minute)
            || !TryNumber(time[6..8], out int second)
            || month < 0 || year is < 1 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month + 1)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // The grammar has a leap second; the base library does not.
        date = new DateTimeOffset(year, month + 1, day, hour, minute, 0, TimeSpan.Zero).AddSeconds(second);
        return true;
    }

    /// <summary>Index of a name among names of three letters; -1 where it is none.</summary>
    private static int Index(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < names.Length; i += 3)
        {
            if (names.Slice(i, 3).SequenceEqual(name)) return i / 3;
        }

        return -1;
    }

    private static bool IsLongDay(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < DaysInWeek; i++)
        {
            if (name.SequenceEqual(LongDay(i))) return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> LongDay(int day) => day switch
    {
        0 => "Sunday"u8,
        1 => "Monday"u8,
        2 => "Tuesday"u8,
        3 => "Wednesday"u8,
        4 => "Thursday"u8,
        5 => "Friday"u8,
        _ => "Saturday"u8,
    };

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
