using Gatehouse.CompilerServices;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>Values from the query, from header fields, forms and the worker: bound by the generated code, compiled and run.</summary>
public class BindingTests
{
    private const string Values = """
        using System.Globalization;
        using Gatehouse;

        public enum Size { Small, Large = 7, @large, Größe }

        [Flags]
        public enum Days { None = 0, Monday = 1, Tuesday = 2 }

        public readonly record struct Point(int X) : IUtf8SpanParsable<Point>
        {
            public static Point Parse(ReadOnlySpan<byte> text, IFormatProvider? provider) => throw new NotSupportedException();
            public static bool TryParse(ReadOnlySpan<byte> text, IFormatProvider? provider, out Point result)
            {
                result = new(text.Length);
                return text.StartsWith("p"u8);
            }
        }

        [GatewayApp]
        public partial class App
        {
            private enum Hidden { Yes }

            [Get("/text")] public string Text([FromQuery] string q) => $"[{q}]";
            [Get("/text-null")] public string TextNull([FromQuery("q q")] string? q) => q is null ? "null" : $"[{q}]";
            [Get("/text-default")] public string TextDefault([FromQuery] string q = "a\"b") => q;
            [Get("/oblivious")] public string Oblivious([FromQuery] string q = null!) => q ?? "null";
            [Get("/int")] public string Int([FromQuery] int v) => $"{v}";
            [Get("/int-null")] public string IntNull([FromQuery] int? v) => $"{v?.ToString(CultureInfo.InvariantCulture) ?? "null"}";
            [Get("/int-default")] public string IntDefault([FromQuery] int v = -5, [FromQuery] int? w = 6, [FromQuery] byte b = 7, [FromQuery] Guid g = default) => $"{v} {w} {b} {g}";
            [Get("/byte")] public string Byte([FromQuery] byte v) => $"{v}";
            [Get("/uint128")] public string UInt128([FromQuery] UInt128 v) => $"{v}";
            [Get("/nint")] public string NInt([FromQuery] nint v) => $"{v}";
            [Get("/char")] public string Char([FromQuery] char v) => $"{v}";
            [Get("/double")] public string Double([FromQuery] double v) => v.ToString("R", CultureInfo.InvariantCulture);
            [Get("/decimal")] public string Decimal([FromQuery] decimal v = 1.50m) => v.ToString(CultureInfo.InvariantCulture);
            [Get("/bool")] public string Bool([FromQuery] bool v) => $"{v}";
            [Get("/guid")] public string Guid([FromQuery] Guid v) => $"{v}";
            [Get("/date")] public string Date([FromQuery] DateOnly v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/time")] public string Time([FromQuery] TimeOnly v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/datetime")] public string DateTime([FromQuery] DateTime v) => v.ToString("O", CultureInfo.InvariantCulture) + v.Kind;
            [Get("/offset")] public string Offset([FromQuery] DateTimeOffset v) => v.ToString("O", CultureInfo.InvariantCulture);
            [Get("/span")] public string Span([FromQuery] TimeSpan v) => v.ToString("c", CultureInfo.InvariantCulture);
            [Get("/uri")] public string Uri([FromQuery] Uri? v) => v?.AbsoluteUri ?? "null";
            [Get("/address")] public string Address([FromQuery] System.Net.IPAddress v) => $"{v}";
            [Get("/point")] public string Point([FromQuery] Point v) => $"{v.X}";
            [Get("/size")] public string Size([FromQuery] Size v = (Size)7) => $"{(int)v}";
            [Get("/hidden")] private string HiddenSize([FromQuery] Hidden? v) => $"{v}";
            [Get("/days")] public string Days([FromQuery] Days v) => $"{v}";
            [Get("/ints")] public string Ints([FromQuery("id")] int[] v) => string.Join('|', v);
            [Get("/ints-null")] public string IntsNull([FromQuery("id")] List<int>? v) => v is null ? "null" : string.Join('|', v);
            [Get("/texts")] public string Texts([FromQuery("id")] IReadOnlyList<string> v) => string.Join('|', v);
            [Get("/sizes")] public string Sizes([FromQuery("id")] List<Size> v) => string.Join('|', v.Select(size => (int)size));
            [Get("/path/{a}/{b}/{c}/{d}")] public string Path(short a, Size b, bool c, Point? d) => $"{a} {(int)b} {c} {d?.X}";
            [Get("/header")] public string Header([FromHeader("X-Count")] int v) => $"{v}";
            [Get("/header-text")] public string HeaderText([FromHeader("x-name")] string? v) => v ?? "null";
            [Get("/header-list")] public string HeaderList([FromHeader("X-Id")] int[] v) => string.Join('|', v);
            [Get("/worker")] public string Worker(WorkerContext worker) => $"{worker.Name} {worker.Index}";
            [Get("/worker-static")] private static string WorkerStatic(WorkerContext worker, [FromQuery] string @class) => $"{worker.Name} {@class}";
            [Post("/form")]
            public string Form([FromForm] string name, [FromForm] int? age, [FromForm] Size[] size, [FromForm] FormFile? photo) =>
                $"{name} {age} {string.Join('|', size)} {photo?.FileName}";
            public void Handle([FromQuery] int page, Response response) => response.Write($"page {page}");
        }
        """;

    [Theory]
    [InlineData("/text?q=a+b%20%C3%A9", "[a b é]")]
    [InlineData("/text?x=1&q=", "[]")]
    [InlineData("/text?q", "[]")]
    [InlineData("/text?%71=1", "[1]")]
    [InlineData("/text-null?q+q=1", "[1]")]
    [InlineData("/text-null?q", "null")]
    [InlineData("/text-default", "a\"b")]
    [InlineData("/oblivious", "null")]
    [InlineData("/int?v=-0042", "-42")]
    [InlineData("/int?v=&v=5", "5")]
    [InlineData("/int?v=%35", "5")]
    [InlineData("/int-null", "null")]
    [InlineData("/int-null?v=", "null")]
    [InlineData("/int-null?v=-2147483648", "-2147483648")]
    [InlineData("/int-default", "-5 6 7 00000000-0000-0000-0000-000000000000")]
    [InlineData("/int-default?v=1&w=2&b=3", "1 2 3 00000000-0000-0000-0000-000000000000")]
    [InlineData("/byte?v=255", "255")]
    [InlineData("/uint128?v=340282366920938463463374607431768211455", "340282366920938463463374607431768211455")]
    [InlineData("/nint?v=-1", "-1")]
    [InlineData("/char?v=%C3%A9", "é")]
    [InlineData("/double?v=-1.5e3", "-1500")]
    [InlineData("/decimal", "1.50")]
    [InlineData("/decimal?v=0.10", "0.10")]
    [InlineData("/bool?v=TRUE", "True")]
    [InlineData("/bool?v=false", "False")]
    [InlineData("/guid?v=0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("/date?v=2026-11-22", "2026-11-22")]
    [InlineData("/time?v=12:30", "12:30:00.0000000")]
    [InlineData("/time?v=12:30:01.25", "12:30:01.2500000")]
    [InlineData("/datetime?v=2026-11-22T12:30:00Z", "2026-11-22T12:30:00.0000000ZUtc")]
    [InlineData("/datetime?v=2026-11-22", "2026-11-22T00:00:00.0000000Unspecified")]
    [InlineData("/offset?v=2026-11-22T12:30:00%2B01:00", "2026-11-22T12:30:00.0000000+01:00")]
    [InlineData("/offset?v=2026-11-22T12:30:00.1234567Z", "2026-11-22T12:30:00.1234567+00:00")]
    [InlineData("/span?v=-2.03:00:00", "-2.03:00:00")]
    [InlineData("/uri?v=https://a.example/b%3Fc", "https://a.example/b?c")]
    [InlineData("/uri", "null")]
    [InlineData("/address?v=::1", "::1")]
    [InlineData("/point?v=p12", "3")]
    [InlineData("/size?v=SMALL", "0")]
    [InlineData("/size?v=Large", "7")]
    [InlineData("/size?v=large", "8")]
    [InlineData("/size?v=Gr%C3%B6%C3%9Fe", "9")]
    [InlineData("/size", "7")]
    [InlineData("/hidden?v=yes", "Yes")]
    [InlineData("/days?v=monday,Tuesday", "Monday, Tuesday")]
    [InlineData("/ints?id=1&x=5&id=2&id=", "1|2")]
    [InlineData("/ints", "")]
    [InlineData("/ints-null", "null")]
    [InlineData("/ints-null?id=3", "3")]
    [InlineData("/texts?id=a&id=&id=b", "a||b")]
    [InlineData("/sizes?id=small&id=Large", "0|7")]
    [InlineData("/path/-32768/small/true/p%20", "-32768 0 True 2")]
    [InlineData("/worker", "test 3")]
    [InlineData("/worker-static?class=a", "test a")]
    [InlineData("/else?page=3", "page 3")]
    public async Task A_value_is_bound(string target, string body)
    {
        LoadedApp app = await StartAsync();
        Assert.EndsWith($": {body}", await app.AskAsync("GET", target, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/text", "The query parameter 'q' is missing.")]
    [InlineData("/text?q=%zz", "The query parameter 'q' has a bad percent-escape.")]
    [InlineData("/text?q=1&q=2", "The query parameter 'q' is there more than once.")]
    [InlineData("/int?v=", "The query parameter 'v' is missing.")]
    [InlineData("/int?v=+5", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/int?v=%2B5", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/int?v=5%20", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/int?v=2147483648", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/int?v=--1", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/int?v=-", "The query parameter 'v' is not a whole number of 32 bits.")]
    [InlineData("/byte?v=-1", "The query parameter 'v' is not a whole number of 8 bits without a sign.")]
    [InlineData("/double?v=NaN", "The query parameter 'v' is not a number such as -12.5.")]
    [InlineData("/double?v=1,000", "The query parameter 'v' is not a number such as -12.5.")]
    [InlineData("/double?v=1e999", "The query parameter 'v' is not a number such as -12.5.")]
    [InlineData("/decimal?v=%2B1", "The query parameter 'v' is not a number such as -12.5.")]
    [InlineData("/bool?v=1", "The query parameter 'v' is not true or false.")]
    [InlineData("/guid?v=0f8fad5bd9cb469fa16570867728950e", "The query parameter 'v' is not a GUID with hyphens.")]
    [InlineData("/date?v=11/22/2026", "The query parameter 'v' is not a date such as 2026-11-22.")]
    [InlineData("/offset?v=2026-11-22T12:30:00+01:00", "The query parameter 'v' is not a date and time such as 2026-11-22T12:30:00+01:00.")]
    [InlineData("/uri?v=/b", "The query parameter 'v' is not an absolute URI.")]
    [InlineData("/point?v=x", "The query parameter 'v' is not a valid Point.")]
    [InlineData("/size?v=7", "The query parameter 'v' is not one of Small, Large, large, Größe.")]
    [InlineData("/days?v=monday,", "The query parameter 'v' is not some of None, Monday, Tuesday, with commas between them.")]
    [InlineData("/ints?id=1&id=x", "The query parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/path/05/small/true/p", "The path parameter 'a' is not a whole number of 16 bits.")]
    [InlineData("/path/5/tiny/true/p", "The path parameter 'b' is not one of Small, Large, large, Größe.")]
    [InlineData("/path/5/small/yes/p", "The path parameter 'c' is not true or false.")]
    public async Task A_value_that_does_not_bind_is_refused(string target, string message)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal($"400 {message}", await app.AskAsync("GET", target, ""));
    }

    [Theory]
    [InlineData("/header", "x-count: 005\r\n", "200 text/plain; charset=utf-8: 5")]
    [InlineData("/header", "", "400 The header field 'X-Count' is missing.")]
    [InlineData("/header", "X-Count:\r\n", "400 The header field 'X-Count' is missing.")]
    [InlineData("/header", "X-Count: 5\r\nX-Count: 5\r\n", "400 The header field 'X-Count' is there more than once.")]
    [InlineData("/header", "X-Count: 5, 6\r\n", "400 The header field 'X-Count' is not a whole number of 32 bits.")]
    [InlineData("/header-text", "", "200 text/plain; charset=utf-8: null")]
    [InlineData("/header-text", "X-Name: \u00e9\r\nX-Name: b\r\n", "200 text/plain; charset=utf-8: é, b")]
    [InlineData("/header-list", "X-Id: 1, ,2\r\nX-Other: 5\r\nx-id: 3\r\n", "200 text/plain; charset=utf-8: 1|2|3")]
    [InlineData("/header-list", "", "200 text/plain; charset=utf-8: ")]
    [InlineData("/header-list", "X-Id: 1, x\r\n", "400 The header field 'X-Id' is not a whole number of 32 bits.")]
    [InlineData("/header-list", "X-Id: 1, \"2\r\n", "400 The header field 'X-Id' is not a list with commas between its members.")]
    public async Task A_header_field_is_bound_or_refused(string target, string fields, string answer)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal(answer, await app.AskAsync("GET", target, fields));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "name=a%20b&age=&size=small&size=Large", "200 text/plain; charset=utf-8: a b  Small|Large ")]
    [InlineData("application/x-www-form-urlencoded", "name=a&age=5", "200 text/plain; charset=utf-8: a 5  ")]
    [InlineData("application/x-www-form-urlencoded", "age=5", "400 The form field 'name' is missing.")]
    [InlineData("application/x-www-form-urlencoded", "name=a&name=b", "400 The form field 'name' is there more than once.")]
    [InlineData("application/x-www-form-urlencoded", "name=a&age=x", "400 The form field 'age' is not a whole number of 32 bits.")]
    [InlineData("text/plain", "name=a", "415 A form is expected: multipart/form-data or application/x-www-form-urlencoded.")]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=name\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=photo; filename=f.png\r\n\r\n1\r\n--b--\r\n",
        "200 text/plain; charset=utf-8: x   f.png")]
    public async Task A_form_is_bound_or_refused(string type, string body, string answer)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal(answer, await app.AskAsync("POST", "/form", $"Content-Type: {type}\r\n", body));
    }

    [Theory]
    [InlineData("/int?v=x", """{"title":"Bad Request","status":400,"detail":"The query parameter \u0027v\u0027 is not a whole number of 32 bits.","source":"query","parameter":"v","expected":"a whole number of 32 bits"}""")]
    [InlineData("/text", """{"title":"Bad Request","status":400,"detail":"The query parameter \u0027q\u0027 is missing.","source":"query","parameter":"q","expected":"a value"}""")]
    public async Task A_refusal_has_a_problem_document(string target, string document)
    {
        LoadedApp app = await StartAsync();
        app.ShowsProblems = true;
        Assert.Equal($"400 {document}", await app.AskAsync("GET", target, ""));
    }

    [Fact]
    public async Task A_value_of_any_length_is_read()
    {
        LoadedApp app = await StartAsync();
        string text = string.Concat(Enumerable.Repeat("%41b", 500));
        Assert.EndsWith($"[{text.Replace("%41", "A", StringComparison.Ordinal)}]", await app.AskAsync("GET", $"/text?q={text}", ""), StringComparison.Ordinal);
        Assert.StartsWith("400 ", await app.AskAsync("GET", $"/date?v={new string('1', 2000)}", ""), StringComparison.Ordinal);
        Assert.EndsWith(": 5", await app.AskAsync("GET", $"/int?v={new string('0', 2000)}5", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_dates_are_bound_without_allocation()
    {
        Request request = Requests.Parse("GET /?page=-5&day=2026-11-22&n=%31.5 HTTP/1.1\r\nHost: a\r\nX-Count: 7\r\n\r\n", new TestExchange());
        Bind(request);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Bind(request);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Bind(Request request)
        {
            int? absent = QueryValue.Nullable<int, IntegerFormat<int>>(request, "limit");
            int page = QueryValue.Required<int, IntegerFormat<int>>(request, "page");
            DateOnly day = QueryValue.Required<DateOnly, DateFormat>(request, "day");
            double number = QueryValue.Required<double, NumberFormat<double>>(request, "n");
            int count = HeaderValue.Required<int, IntegerFormat<int>>(request, "X-Count");
            if ((absent, page, day.Year, number, count) is not (null, -5, 2026, 1.5, 7)) throw new InvalidOperationException();
        }
    }

    private static async Task<LoadedApp> StartAsync()
    {
        LoadedApp app = LoadedApp.Compile(Values);
        await app.StartAsync();
        return app;
    }
}
