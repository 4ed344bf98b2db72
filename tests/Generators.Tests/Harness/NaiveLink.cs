using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>A type that a handler takes for a parameter of the route, and how its values are written in a path.</summary>
/// <param name="Name">The type, as C# writes it.</param>
/// <param name="Values">Values of the type of the link.</param>
/// <param name="Text">A value as text; null for one that has none.</param>
internal sealed record NaiveType(string Name, Gen<object> Values, Func<object, string?> Text)
{
    /// <summary>The type that the link takes.</summary>
    public string LinkName { get; init; } = Name;

    /// <summary>What the handler gets for a value of the link.</summary>
    public Func<object, object> Got { get; init; } = value => value;
}

/// <summary>Links as docs/links.md says them: which there cannot be, and what the path of one is.</summary>
internal static class NaiveLink
{
    private static readonly Gen<char> Odd = Gen.Elements("/%?#&+= .;:@\"<>\\^`{|}~!$'()*,\t\n\u007f\u0080\u00ff\0\ud83d\ude00".ToCharArray());

    private static readonly Gen<string> Texts = Gen.Frequency(
        (4, Gen.Frequency(
            (6, Gen.Elements("a", "b", "ab", "A", "é", "日", "😀", "%2F", "%", "/", ".", " ", "+")),
            (2, Gen.Choose(1, 0xD7FF).Select(c => ((char)c).ToString())),
            (1, Odd.Select(c => c.ToString()))).ArrayOf().Resize(5).Select(string.Concat)),
        (3, Gen.Elements("a", "b", "ab", "abc", "xyz", "A", "é")),
        (1, Gen.Elements("", ".", "..", "...", "%2e", "items", "1", "true", "2024-02-29", "a/b", "a%2Fb", "café", "a b", "{}", "\0", "a\ud83d", "\ude00")));

    private static readonly Gen<int> Ints = Gen.Frequency(
        (6, Gen.Choose(-8, 60)), (1, Gen.Choose(int.MinValue, int.MaxValue)), (1, Gen.Elements(int.MinValue, int.MaxValue, 0)));

    private static readonly Gen<long> Longs = Gen.Frequency(
        (4, Ints.Select(value => (long)value)),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Zip(Ints).Select(halves => ((long)halves.Item1 << 32) | (uint)halves.Item2)),
        (1, Gen.Elements(long.MinValue, long.MaxValue)));

    private static readonly Gen<Guid> Guids = Longs.Zip(Longs)
        .Select(halves => new Guid([.. BitConverter.GetBytes(halves.Item1), .. BitConverter.GetBytes(halves.Item2)]));

    private static readonly Gen<DateOnly> Days = Gen.Choose(0, DateOnly.MaxValue.DayNumber).Or(Gen.Elements(0, DateOnly.MaxValue.DayNumber))
        .Select(DateOnly.FromDayNumber);

    private static readonly NaiveType Text = new("string", Texts.Select(text => (object)text), value => (string)value);

    private static readonly NaiveType Day = Of("DateOnly", Days, day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static readonly NaiveType Int = Number("int", Ints);

    private static readonly NaiveType Long = Number("long", Longs);

    private static readonly NaiveType Guid = Of("Guid", Guids, guid => guid.ToString("D"));

    private static readonly NaiveType Bool = Of("bool", Gen.Elements(true, false), value => value ? "true" : "false");

    /// <summary>A day is all that a path of the template can say.</summary>
    private static readonly NaiveType DayAsTime = Day with
    {
        Name = "DateTime",
        LinkName = "DateOnly",
        Got = day => ((DateOnly)day).ToDateTime(TimeOnly.MinValue),
    };

    private static readonly NaiveType DayAsMoment = Day with
    {
        Name = "DateTimeOffset",
        LinkName = "DateOnly",
        Got = day => new DateTimeOffset(((DateOnly)day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
    };

    private static readonly NaiveType[] Unconstrained =
    [
        Text, Text, Text, Text, Int, Long, Guid, Day, Bool,
        Number("byte", Gen.Choose(0, 255).Select(value => (byte)value)),
        Number("short", Gen.Choose(short.MinValue, short.MaxValue).Select(value => (short)value)),
        Number("ulong", Longs.Select(value => (ulong)value)),
        Of("double", Longs.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite), value => value.ToString("R", CultureInfo.InvariantCulture)),
        Number("decimal", Longs.Select(value => value / 1000m)),
        Of(
            "DateTimeOffset",
            Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(-840, 840))
                .Select(pair => new DateTimeOffset(new DateTime(2026, 1, 1).AddTicks(pair.Item1 * 1_234_567L), TimeSpan.FromMinutes(pair.Item2))),
            moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture)),
        Of("TimeOnly", Gen.Choose(0, 86_399).Select(second => TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(second + 0.25))), time => time.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture)),
        Of("TimeSpan", Longs.Select(ticks => new TimeSpan(ticks)), time => time.ToString("c", CultureInfo.InvariantCulture)),
        Of("Uri", Gen.Elements("https://a.example/x%20y?z=%C3%A9#f", "urn:a:b", "mailto:é@b.example").Select(text => new Uri(text)), uri => uri.OriginalString),

        // A value that no member has cannot be written.
        Of("DayOfWeek", Gen.Choose(-1, 7).Select(day => (DayOfWeek)day), day => Enum.IsDefined(day) ? Enum.GetName(day) : null),
        Of(
            "System.IO.FileAccess",
            Gen.Choose(0, 4).Select(access => (FileAccess)access),
            access => access switch { FileAccess.Read => "Read", FileAccess.Write => "Write", FileAccess.ReadWrite => "ReadWrite", _ => null }),
        Of(
            "AttributeTargets",
            Gen.Choose(1, 31).Select(targets => (AttributeTargets)targets),
            targets => string.Join(',', Enumerable.Range(0, 5).Select(bit => (AttributeTargets)(1 << bit)).Where(bit => targets.HasFlag(bit)).Select(bit => bit.ToString()))),
    ];

    /// <summary>What the handler takes for a parameter. A default must be of the type, so that it has the first one.</summary>
    public static NaiveType TypeOf(NaiveSegment segment, NaiveLast last)
    {
        NaiveType[] types = segment.Kind switch
        {
            NaiveKind.Bool => [Bool],
            NaiveKind.Date => [Day, DayAsTime, DayAsMoment],
            NaiveKind.Guid => [Guid],
            NaiveKind.SmallRange or NaiveKind.LargeRange or NaiveKind.Int => [Int, Long],
            NaiveKind.Long => [Long, Int],
            NaiveKind.Free => Unconstrained,
            _ => [Text],
        };
        return types[last == NaiveLast.Defaulted ? 0 : segment.Choice % types.Length];
    }

    /// <summary>The types of a route's parameters, in their order.</summary>
    public static IEnumerable<NaiveType> TypesOf(NaiveRoute route) =>
        route.Segments.Select((segment, i) => (segment, Last: i == route.Segments.Count - 1 ? route.Last : NaiveLast.Required))
            .Where(pair => pair.segment.IsParameter).Select(pair => TypeOf(pair.segment, pair.Last));

    /// <summary>Values for a link to a route; null for what is left out.</summary>
    public static Gen<object?[]> ValuesFor(NaiveRoute route)
    {
        List<NaiveSegment> parameters = [.. route.Segments.Where(segment => segment.IsParameter)];
        List<(NaiveSegment Segment, NaiveType Type, bool CanLack)> wanted =
        [
            .. parameters.Zip(TypesOf(route), (segment, type) => (segment, type, route.Last != NaiveLast.Required && ReferenceEquals(segment, parameters[^1]))),
        ];
        return Gen.CollectToArray(wanted, parameter =>
        {
            Gen<object?> values = ValuesOf(parameter.Segment, parameter.Type).Select(value => (object?)value);
            return parameter.CanLack ? Gen.Frequency((1, Gen.Constant<object?>(null)), (2, values)) : values;
        });
    }

    /// <summary>The path of a link; null where there is none.</summary>
    public static string? PathOf(NaiveRoute route, object?[] values)
    {
        if (TextsOf(route, values) is not { } texts) return null;
        var given = new Queue<string?>(texts);
        string path = "";
        foreach (NaiveSegment segment in route.Segments)
        {
            if (!segment.IsParameter)
            {
                path += "/" + (segment.Written ?? segment.Literal);
                continue;
            }

            if (given.Dequeue() is not { } text) continue;
            string[] pieces = segment.Kind == NaiveKind.Rest ? text.Split('/') : [text];
            bool isCarried = pieces.SkipLast(1).All(IsCarried) && (IsCarried(pieces[^1]) || (segment.Kind == NaiveKind.Rest && pieces[^1] == ""));
            if (!isCarried) return null;
            path += "/" + string.Join('/', pieces.Select(Uri.EscapeDataString));
        }

        return path.Length == 0 ? "/" : path;
    }

    /// <summary>The texts of the values, null for one left out; null instead of all where one has none.</summary>
    public static IReadOnlyList<string?>? TextsOf(NaiveRoute route, object?[] values)
    {
        List<(object? Value, string? Text)> texts = [.. TypesOf(route).Zip(values, (type, value) => (value, value is null ? null : type.Text(value)))];
        return texts.Exists(pair => pair.Value is not null && pair.Text is null) ? null : [.. texts.Select(pair => pair.Text)];
    }

    /// <summary>What the handler gets for the values of a link.</summary>
    public static IEnumerable<object?> GotFrom(NaiveRoute route, object?[] values) => TypesOf(route).Zip(values, (type, value) =>
        value is not null ? type.Got(value) : route.Last == NaiveLast.Defaulted ? DefaultOf(type, route.Segments[^1].Default) : null);

    private static bool IsCarried(string text) =>
        text is not ("" or "." or "..") && !text.Contains('\0')
        && text.EnumerateRunes().All(rune => rune.Value != 0xFFFD || text.Contains('\uFFFD'));

    // Most values are such as the constraint lets through.
    private static Gen<object> ValuesOf(NaiveSegment segment, NaiveType type) => segment.Kind switch
    {
        NaiveKind.OwnA => type.Values.Or(type.Values.Select(text => (object)(text + "a"))),
        NaiveKind.OwnB => type.Values.Or(type.Values.Select(text => (object)("b" + text))),
        NaiveKind.Rest => Texts.ArrayOf().Resize(3).Select(pieces => (object)string.Join('/', pieces)),
        NaiveKind.SmallRange => Gen.Frequency((1, type.Values), (4, Gen.Choose(1, 9).Select(number => type == Int ? (object)number : (long)number))),
        _ => type.Values,
    };

    private static object DefaultOf(NaiveType type, string text) => type.Name switch
    {
        "bool" => bool.Parse(text),
        "DateOnly" => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        "Guid" => System.Guid.Parse(text),
        "int" => int.Parse(text, CultureInfo.InvariantCulture),
        "long" => long.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static NaiveType Of<T>(string name, Gen<T> values, Func<T, string?> text)
        where T : notnull => new(name, values.Select(value => (object)value), value => text((T)value));

    private static NaiveType Number<T>(string name, Gen<T> values)
        where T : IFormattable => Of(name, values, value => value.ToString(null, CultureInfo.InvariantCulture));
}
