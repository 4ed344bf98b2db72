using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>What is written comes back, over random values. FsCheck prints the seed of a failure.</summary>
public class BindingProperties
{
    private const string Source = """
        using System.Globalization;
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            [Get("/int/{v}")] public string Int(int v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/int")] public string IntQuery([FromQuery] int v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/long/{v}")] public string Long(long v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/long")] public string LongQuery([FromQuery] long v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/short/{v}")] public string Short(short v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/ulong")] public string ULongQuery([FromQuery] ulong v) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/double")] public string DoubleQuery([FromQuery] double v) => v.ToString("R", CultureInfo.InvariantCulture);
            [Get("/guid/{v}")] public string Guid(Guid v) => v.ToString();
            [Get("/guid")] public string GuidQuery([FromQuery] Guid v) => v.ToString();
            [Get("/date/{v}")] public string Date(DateOnly v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/date")] public string DateQuery([FromQuery] DateOnly v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/offset")] public string OffsetQuery([FromQuery] DateTimeOffset v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/span")] public string SpanQuery([FromQuery] TimeSpan v) => v.ToString("c", CultureInfo.InvariantCulture);
            [Get("/enum/{v}")] public string Enum(ConsoleKey v) => v.ToString();
            [Get("/enum")] public string EnumQuery([FromQuery] ConsoleKey v) => v.ToString();
            [Get("/text/{v}")] public string Text(string v) => v;
            [Get("/text")] public string TextQuery([FromQuery] string v) => v;
        }
        """;

    [Fact]
    public Task Integers() => HoldAsync(
        Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Elements(0, 8, 16, 24, 31)).Select(pair => pair.Item1 >> pair.Item2),
        value => value.ToString(CultureInfo.InvariantCulture), "int", "long");

    [Fact]
    public Task Shorts() => HoldAsync(Gen.Choose(short.MinValue, short.MaxValue), value => value.ToString(CultureInfo.InvariantCulture), "short");

    [Fact]
    public Task Longs() => HoldAsync(SomeLong, value => value.ToString(CultureInfo.InvariantCulture), "long");

    [Fact]
    public Task Unsigned() => HoldAsync(SomeLong, value => ((ulong)value).ToString(CultureInfo.InvariantCulture), "ulong");

    [Fact]
    public Task Doubles() => HoldAsync(
        SomeLong.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite), value => value.ToString("R", CultureInfo.InvariantCulture), "double");

    [Fact]
    public Task Guids() => HoldAsync(SomeLong.Zip(SomeLong), value => new Guid([.. BitConverter.GetBytes(value.Item1), .. BitConverter.GetBytes(value.Item2)]).ToString(), "guid");

    [Fact]
    public Task Dates() => HoldAsync(
        Gen.Choose(0, DateOnly.MaxValue.DayNumber), day => DateOnly.FromDayNumber(day).ToString("O", CultureInfo.InvariantCulture), "date");

    [Fact]
    public Task Times_with_offset() => HoldAsync(
        SomeLong.Zip(Gen.Choose(-14 * 60, 14 * 60)),
        value => new DateTimeOffset(
            new DateTime((long)((ulong)value.Item1 % (ulong)TimeSpan.FromDays(3_000_000).Ticks) + TimeSpan.FromDays(2).Ticks), TimeSpan.FromMinutes(value.Item2))
            .ToString("O", CultureInfo.InvariantCulture),
        "offset");

    [Fact]
    public Task Lengths_of_time() => HoldAsync(SomeLong, ticks => new TimeSpan(ticks).ToString("c", CultureInfo.InvariantCulture), "span");

    [Fact]
    public Task Enums() => HoldAsync(Gen.Elements(Enum.GetValues<ConsoleKey>()), value => value.ToString(), "enum");

    [Fact]
    public Task Texts() => HoldAsync(
        Gen.Elements("a", "é", "%", "+", "&", "=", "/", "日", "😀", " ", "?", "#", "\u0001").ListOf().Select(string.Concat).Where(text => text.Length > 0),
        text => text,
        "text");

    private static readonly Gen<long> SomeLong = Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(int.MinValue, int.MaxValue))
        .Zip(Gen.Choose(0, 63)).Select(bits => (((long)bits.Item1.Item1 << 32) | (uint)bits.Item1.Item2) >> bits.Item2);

    private static bool IsServed(LoadedApp app, string target) =>
        app.Select(Requests.Parse($"GET {target}x HTTP/1.1\r\nHost: a\r\n\r\n", new TestExchange())).Id >= 0;

    private static async Task HoldAsync<T>(Gen<T> values, Func<T, string> write, params string[] types)
    {
        LoadedApp app = LoadedApp.Compile(Source);
        await app.StartAsync();
        string[] targets = [.. types.SelectMany(type => new[] { $"/{type}/", $"/{type}?v=" }).Where(target => IsServed(app, target))];
        Assert.NotEmpty(targets);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), value =>
        {
            string text = write(value);
            return targets.All(target =>
            {
                // Nothing in the way of an answer waits here.
                string answer = app.AskAsync("GET", target + Uri.EscapeDataString(text), "").GetAwaiter().GetResult();
                return answer == $"200 text/plain; charset=utf-8: {text}" ? true : throw new InvalidOperationException($"{target}{text} gave {answer}");
            });
        }));
    }
}
