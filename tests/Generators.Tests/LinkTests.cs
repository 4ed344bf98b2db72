using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>What the generated links lead to.</summary>
public class LinkTests
{
    /// <summary>No two of its templates match one path, so that every link has one handler to come back to.</summary>
    private const string Source = """
        using System.Globalization;
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            private static string Text(params object[] values) => string.Join("|", values.Select(value => value switch
            {
                DateOnly or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            }));

            [Get("/")] public string Index() => "index";
            [Get("/text/{value}")] public string OfText(string value) => Text(value);
            [Get("/int/{value:int}")] public string OfInt32(int value) => Text(value);
            [Get("/long/{value:long}/tail")] public string OfInt64(long value) => Text(value);
            [Get("/guid/{value:guid}")] public string OfGuid(Guid value) => Text(value);
            [Get("/date/{value}")] public string OfDate(DateOnly value) => Text(value);
            [Get("/moment/{value}")] public string OfMoment(DateTimeOffset value) => Text(value);
            [Get("/double/{value}/")] public string OfDouble(double value) => Text(value);
            [Get("/decimal/{value}")] public string OfDecimal(decimal value) => Text(value);
            [Get("/span/{value}")] public string OfSpan(TimeSpan value) => Text(value);
            [Get("/it's%20:@/{a}/{b}")] public string Odd(string a, string b) => Text(a, b);
            [Get("/many/{second}/x/{first:int}/{third}")] public string Many(int first, string second, string third) => Text(second, first, third);
        }
        """;

    /// <summary>What a path or query may lack, and handlers of another class.</summary>
    private const string Shapes = """
        using System.Globalization;
        using Gatehouse;

        public enum Colour { Red, Green }

        [Flags]
        public enum Days { Monday = 1, Tuesday = 2, Wednesday = 4 }

        [GatewayApp]
        public partial class App
        {
            [Get("/{id:int?}")] public string Root(int? id) => $"root {id}";
            [Get("/opt/{id:int?}")] public string Optional(int? id) => $"{id}";
            [Get("/name/{name?}")] public string Name(string? name) => name ?? "none";
            [Get("/page/{kind}/{size:int=10}")] public string Page(string kind, int size) => $"{kind} {size}";
            [Get("/files/{*path}")] public string Files(string path) => path;
            [Get("/typed/{on:bool}/{day:date}/{colour}")] public string Typed(bool on, DateOnly day, Colour colour) => $"{on} {day:O} {colour}";
            [Get("/caf%C3%A9%20%7B/{x}")] public string Accented(string x) => x;
            [Get("/caf%C3%A9")] public string Plain() => "plain";
            [Get("/on/{day:date}")] public string On(DateTime day) => $"{day:O}";
            [Get("/at/{day:date?}")] public string At(DateTimeOffset? day) => $"{day:O}";
            [Get("/days/{days}")] public string Of(Days days, [FromQuery] Days? more) => $"{days} {more}";
            [Get("/uri/{to}")] public string To(Uri to) => to.OriginalString;
            [Get("/none/{on:bool}/{day:date}/{n:range(1,9)}/{s:alpha}")] public string None() => "none";
            [Get("/search")] public string Search(
                [FromQuery] string? text, [FromQuery("p&q")] int? page, [FromQuery] bool? all, [FromQuery] Colour? colour,
                [FromQuery("tag")] string[] tags, [FromQuery] DateOnly? day, [FromQuery] List<long> ids, [FromQuery] int limit = 20) =>
                $"{text}|{page}|{all}|{colour}|{string.Join(",", tags)}|{day:O}|{string.Join(",", ids)}|{limit}";
        }

        [Handlers, RoutePrefix("/users")]
        public sealed class Users
        {
            [Get("/{id:int}")] public string Show(int id) => Routes.Users.Show(id);
            [Get("")] public string Index() => Routes.Search(text: "a b&c", tags: ["x", "y"]);
        }
        """;

    private static readonly Lazy<LoadedApp> App = new(() =>
    {
        LoadedApp app = LoadedApp.Compile(Source);
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    });

    private static readonly Lazy<LoadedApp> ShapesApp = new(() =>
    {
        LoadedApp app = LoadedApp.Compile(Shapes);
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    });

    private static readonly Gen<string> Segments = Gen.Choose(0, 9)
        .SelectMany(kind => kind switch
        {
            < 4 => Gen.Choose(0x20, 0x7E).Select(c => (char)c),
            < 6 => Gen.Choose(1, 0x2FF).Select(c => (char)c),
            < 8 => Gen.Elements("/%?#&+= .;:@".ToCharArray()),
            _ => Gen.Choose(0x800, 0xD7FF).Select(c => (char)c),
        })
        .Select(c => c.ToString())
        .Or(Gen.Elements("😀", "\U0010FFFF", "%2F", "%", "é"))
        .ListOf()
        .Select(pieces => string.Concat(pieces))
        .Where(text => text is not ("" or "." or ".."));

    [Fact]
    public void Text_comes_back() => Check("OfText", Segments.Select(text => new object[] { text }));

    [Fact]
    public void Long_text_comes_back() =>
        Check("OfText", Segments.Select(text => new object[] { string.Concat(Enumerable.Repeat(text + "x", 300)) }), tests: 200);

    [Fact]
    public void Int32_comes_back() =>
        Check("OfInt32", Gen.Choose(int.MinValue, int.MaxValue).Or(Gen.Elements(0, int.MinValue, int.MaxValue)).Select(value => new object[] { value }));

    [Fact]
    public void Int64_comes_back() =>
        Check("OfInt64", Int64s().Or(Gen.Elements(0L, long.MinValue, long.MaxValue)).Select(value => new object[] { value }));

    [Fact]
    public void Guids_come_back() =>
        Check("OfGuid", Int64s().Select(bits => new object[] { new Guid((int)bits, (short)(bits >> 32), (short)(bits >> 48), 1, 2, 3, 4, 5, 6, 7, (byte)bits) }));

    [Fact]
    public void Dates_come_back() =>
        Check("OfDate", Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(day => new object[] { DateOnly.FromDayNumber(day) }));

    [Fact]
    public void Moments_come_back() => Check(
        "OfMoment",
        Gen.Choose(-840, 840).SelectMany(offset => Gen.Choose(int.MinValue, int.MaxValue).Select(ticks => new object[]
        {
            new DateTimeOffset(new DateTime(2026, 1, 1).AddTicks(ticks * 1_234_567L), TimeSpan.FromMinutes(offset)),
        })));

    [Fact]
    public void Numbers_with_fractions_come_back()
    {
        Gen<double> doubles = Int64s().Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Or(Gen.Elements(0.1, -0.0, 1e300, double.Epsilon));
        Check("OfDouble", doubles.Select(value => new object[] { value }));
        Check("OfDecimal", Int64s().Select(bits => new object[] { new decimal((int)bits, (int)(bits >> 32), 7, bits < 0, (byte)(bits & 15)) }));
        Check("OfSpan", Int64s().Select(ticks => new object[] { new TimeSpan(ticks) }));
    }

    [Fact]
    public void Several_values_come_back_each_in_its_place()
    {
        Check("Many", Segments.SelectMany(second => Segments.Select(third => new object[] { second, second.Length - 5, third })));
        Check("Odd", Segments.SelectMany(a => Segments.Select(b => new object[] { a, b })));
    }

    [Theory]
    [InlineData("a b", "/text/a%20b")]
    [InlineData("a/b", "/text/a%2Fb")]
    [InlineData("100%", "/text/100%25")]
    [InlineData("a?b#c", "/text/a%3Fb%23c")]
    [InlineData("é", "/text/%C3%A9")]
    [InlineData("😀", "/text/%F0%9F%98%80")]
    [InlineData("...", "/text/...")]
    [InlineData("-._~!$&'()*+,;=:@", "/text/-._~!$&'()*+,;=:@")]
    [InlineData("\"<>[]\\^`{|}", "/text/%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D")]
    public void Characters_are_escaped_as_in_a_segment(string value, string link) => Assert.Equal(link, Link("OfText", value));

    [Fact]
    public void What_no_segment_can_carry_is_refused()
    {
        // No inline data: an attribute is UTF-8, which has no halves of pairs.
        foreach (string value in new[] { "", ".", "..", "a\0", "a\ud83d", "\ude00b" })
        {
            var e = Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Link("OfText", value)).InnerException);
            Assert.Equal("value", e.ParamName);
        }
    }

    [Fact]
    public void Null_is_refused() =>
        Assert.IsType<ArgumentNullException>(Assert.Throws<TargetInvocationException>(() => Link("OfText", [null!])).InnerException);

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal("/int/-5", Link("OfInt32", -5));
            Assert.Equal("/double/-1.5/", Link("OfDouble", -1.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("/", "root ")]
    [InlineData("/7", "root 7", 7)]
    public async Task A_parameter_that_is_the_whole_path_can_be_left_out(string link, string answer, int? id = null) =>
        await Follow("Root", [id], link, answer);

    [Fact]
    public async Task Parameters_can_be_left_out()
    {
        await Follow("Optional", [null], "/opt", "");
        await Follow("Optional", [5], "/opt/5", "5");
        await Follow("Name", [null], "/name", "none");
        await Follow("Name", ["a/b"], "/name/a%2Fb", "a/b");
        await Follow("Page", ["x", null], "/page/x", "x 10");
        await Follow("Page", ["x", 3], "/page/x/3", "x 3");
    }

    [Fact]
    public async Task The_rest_of_a_path_keeps_its_slashes()
    {
        await Follow("Files", ["a/b c/d%2F.txt"], "/files/a/b%20c/d%252F.txt", "a/b c/d%2F.txt");
        await Follow("Files", ["a/"], "/files/a/", "a/");
        await Follow("Files", [""], "/files/", "");
        foreach (string value in new[] { "/a", "a//b", "a/../b", "..", "./a" })
            Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Invoke("Files", value)).InnerException);
    }

    [Fact]
    public async Task Values_of_every_form_come_back()
    {
        Type colour = ShapesApp.Value.Assembly.GetType("Colour")!;
        await Follow("Typed", [true, new DateOnly(2026, 1, 31), Enum.ToObject(colour, 1)], "/typed/true/2026-01-31/Green", "True 2026-01-31 Green");
        await Follow("Accented", ["é"], "/caf%C3%A9%20%7B/%C3%A9", "é");
        await Follow("Plain", [], "/caf%C3%A9", "plain");
        await Follow("None", [true, new DateOnly(2026, 1, 31), 5L, "abc"], "/none/true/2026-01-31/5/abc", "none");
        await Follow("To", [new Uri("https://a.example/x%20y?z=%C3%A9")], "/uri/https:%2F%2Fa.example%2Fx%2520y%3Fz=%25C3%25A9", "https://a.example/x%20y?z=%C3%A9");
    }

    [Fact]
    public async Task Where_the_template_asks_for_a_day_the_link_takes_one()
    {
        await Follow("On", [new DateOnly(2026, 1, 31)], "/on/2026-01-31", "2026-01-31T00:00:00.0000000");
        await Follow("At", [new DateOnly(2026, 1, 31)], "/at/2026-01-31", "2026-01-31T00:00:00.0000000+00:00");
        await Follow("At", [null], "/at", "");
    }

    [Fact]
    public async Task Flags_come_back_together()
    {
        Type days = ShapesApp.Value.Assembly.GetType("Days")!;
        await Follow("Of", [Enum.ToObject(days, 5), null], "/days/Monday,Wednesday", "Monday, Wednesday ");
        await Follow("Of", [Enum.ToObject(days, 2), Enum.ToObject(days, 3)], "/days/Tuesday?more=Monday,Tuesday", "Tuesday Monday, Tuesday");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(-1)]
    public void A_value_that_no_member_of_an_enum_has_is_refused(int value)
    {
        Type days = ShapesApp.Value.Assembly.GetType("Days")!;
        object?[] ofPath = [Enum.ToObject(days, value), null];
        object?[] ofQuery = [Enum.ToObject(days, 1), Enum.ToObject(days, value)];
        Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Invoke("Of", ofPath)).InnerException);
        Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => Invoke("Of", ofQuery)).InnerException);
    }

    [Fact]
    public async Task Fields_of_the_query_are_what_is_given()
    {
        Type colour = ShapesApp.Value.Assembly.GetType("Colour")!;
        await Follow("Search", [null, null, null, null, null, null, null, null], "/search", "|||||||20");
        await Follow(
            "Search",
            ["a&b=c+d é", 2, true, Enum.ToObject(colour, 1), new[] { "x y", "z" }, new DateOnly(2026, 1, 31), new long[] { 1, -2 }, 5],
            "/search?text=a%26b%3Dc%2Bd%20%C3%A9&p%26q=2&all=true&colour=Green&tag=x%20y&tag=z&day=2026-01-31&ids=1&ids=-2&limit=5",
            "a&b=c+d é|2|True|Green|x y,z|2026-01-31|1,-2|5");
    }

    [Fact]
    public void Text_of_a_query_comes_back() => Check(
        ShapesApp.Value, "Search", Segments.Or(Gen.Elements("", ".", "..")).Select(text => new object?[] { text, null, null, null, null, null, null, null }),
        values => $"{values[0]}|||||||20", tests: 1000);

    [Fact]
    public void The_rest_of_a_path_comes_back() => Check(
        ShapesApp.Value,
        "Files",
        Segments.Where(text => !text.Contains('/')).NonEmptyListOf().Select(parts => string.Join("/", parts))
            .Where(path => path.Split('/').All(part => part is not ("" or "." or ".."))).Select(path => new object?[] { path }),
        values => (string)values[0]!,
        tests: 1000);

    [Fact]
    public async Task Handlers_of_another_class_have_links_in_a_class_of_its_name()
    {
        Assert.Equal("200 text/plain; charset=utf-8: /users/3", await ShapesApp.Value.AskAsync("GET", "/users/3", ""));
        Assert.Equal("200 text/plain; charset=utf-8: /search?text=a%20b%26c&tag=x&tag=y", await ShapesApp.Value.AskAsync("GET", "/users", ""));
    }

    [Fact]
    public void A_link_without_parameters_is_its_template() => Assert.Equal("/", Link("Index"));

    [Fact]
    public void A_link_allocates_nothing_but_its_text()
    {
        var link = RoutesOf(App.Value).GetMethod("OfText")!.CreateDelegate<Func<string, string>>();
        string text = link("a b/c");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) link("a b/c");
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        // Header, length and terminator of a string take 22 bytes; objects are laid out in eights.
        Assert.Equal((22 + (text.Length * 2) + 7) / 8 * 8, each);
    }

    private static Type RoutesOf(LoadedApp app) => app.Assembly.GetType("Routes", throwOnError: true)!;

    private static string Link(string name, params object[] values) => (string)RoutesOf(App.Value).GetMethod(name)!.Invoke(null, values)!;

    private static Gen<long> Int64s() =>
        Gen.Choose(int.MinValue, int.MaxValue).SelectMany(high => Gen.Choose(int.MinValue, int.MaxValue).Select(low => ((long)high << 32) ^ (uint)low));

    private static string Invoke(string name, params object?[] values) =>
        (string)RoutesOf(ShapesApp.Value).GetMethod(name)!.Invoke(null, values)!;

    private static async Task Follow(string name, object?[] values, string link, string answer)
    {
        Assert.Equal(link, Invoke(name, values));
        Assert.Equal($"200 text/plain; charset=utf-8: {answer}", await ShapesApp.Value.AskAsync("GET", link, ""));
    }

    /// <summary>The link to a handler routes back to it, and the handler gets equal values.</summary>
    private static void Check(string name, Gen<object[]> arguments, int tests = 1000)
    {
        MethodInfo text = App.Value.Instance.GetType().GetMethod("Text", BindingFlags.Static | BindingFlags.NonPublic)!;
        Check(App.Value, name, arguments.Select(values => (object?[])values), values => (string)text.Invoke(null, [values])!, tests);
    }

    private static void Check(LoadedApp app, string name, Gen<object?[]> arguments, Func<object?[], string> expected, int tests)
    {
        MethodInfo method = RoutesOf(app).GetMethod(name)!;
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true),
            Prop.ForAll(arguments.ToArbitrary(), values =>
            {
                string link = (string)method.Invoke(null, values)!;

                // Only what the parser took apart has a query; only what goes past it may be longer than a request line.
                Task<string> asked = link.Contains('?') ? app.AskAsync("GET", link, "") : app.AskAsync("GET", link);
                string answer = asked.GetAwaiter().GetResult();
                return (answer == $"200 text/plain; charset=utf-8: {expected(values)}").Label($"{link}: {answer}");
            }));
    }
}
