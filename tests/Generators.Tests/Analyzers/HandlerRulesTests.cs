using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class HandlerRulesTests
{
    [Theory]
    [Rule("GH0201", Outcome.Reports)]
    [InlineData("public {|GH0201:int|} Index() => 1;", "A handler cannot return 'int'")]
    [InlineData("public {|GH0201:object|} Index() => 1;", "A handler cannot return 'object'")]
    [InlineData("public {|GH0201:Task<int>|} Index() => Task.FromResult(1);", "A handler cannot return 'Task<int>'")]
    [InlineData("public {|GH0201:Task<Task>|} Index() => null!;", "A handler cannot return 'Task<Task>'")]
    [InlineData("public {|GH0201:int[]|} Index() => [];", "A handler cannot return 'int[]'")]
    [InlineData("public {|GH0201:byte[,]|} Index() => null!;", "A handler cannot return 'byte[,]'")]
    [InlineData("public {|GH0201:Memory<byte>|} Index() => default;", "A handler cannot return 'Memory<byte>'")]
    [InlineData("public {|GH0201:ReadOnlySpan<byte>|} Index() => default;", "A handler cannot return 'ReadOnlySpan<byte>'")]
    [InlineData("public {|GH0201:IAsyncEnumerable<string>|} Index() => null!;", "A handler cannot return 'IAsyncEnumerable<string>'")]
    [InlineData(
        "public {|GH0201:IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<int>>|} Index() => null!;",
        "A handler cannot return 'IAsyncEnumerable<SseItem<int>>'")]
    [InlineData("public {|GH0201:ReadOnlyMemory<byte>?|} Index() => null;", "A handler cannot return 'ReadOnlyMemory<byte>?'")]
    [InlineData("public {|GH0201:ref string|} Index() => ref text; private string text = \"\";", "A handler cannot return 'ref string'")]
    public async Task A_return_type_that_cannot_be_sent(string handler, string message) =>
        Assert.Equal([message], await VerifyAsync("[Get(\"/\")] " + handler));

    [Theory]
    [Rule("GH0202", Outcome.Reports)]
    [InlineData("[Get(\"/\")] public string Index({|GH0202:object|} x) => \"\";")]
    [InlineData("[Get(\"/{x}\")] public string Index({|GH0202:object|} x) => \"\";")]
    [InlineData("[Get(\"/\")] public string Index([FromQuery] {|GH0202:object|} x) => \"\";")]
    [InlineData("[Get(\"/\")] public string Index([FromQuery] {|GH0202:int?[]|} x) => \"\";")]
    [InlineData("[Get(\"/\")] public string Index([FromHeader(\"X\")] {|GH0202:FormFile|} x) => \"\";")]
    [InlineData("[Get(\"/\")] public string Index([FromForm] {|GH0202:System.IO.Stream|} x) => \"\";")]
    [InlineData("[WebSocket(\"/\")] public Task Index(GatewayWebSocket socket, [FromForm] {|GH0202:string|} x) => Task.CompletedTask;")]
    [InlineData("[Get(\"/{x}\")] public string Index(ref {|GH0202:int|} x) => \"\";")]
    [InlineData("[Get(\"/{x}\")] public string Index({|GH0202:dynamic|} x) => \"\";")]
    [InlineData("[Get(\"/{x}\")] public string Index(params {|GH0202:string[]|} x) => \"\";")]
    [InlineData("[Get(\"/{x}\")] [Get(\"/y/{x}\")] public string Index({|GH0202:object|} x) => \"\";")]
    [InlineData("[Get(\"/\")] public string Index(out {|GH0202:Request|} x) { x = null!; return \"\"; }")]
    [InlineData("public string Handle(Request request, {|GH0202:string|} name) => name;")]
    public async Task A_parameter_that_cannot_be_bound(string handler) => await VerifyAsync(handler);

    [Fact]
    [Rule("GH0203", Outcome.Reports)]
    public async Task An_async_void_handler() => Assert.Equal(
        ["'Index' is async void, so that nobody can wait for its answer"],
        await VerifyAsync("[Get(\"/\")] public async {|GH0203:void|} Index() => await Task.Yield();"));

    [Theory]
    [Rule("GH0204", Outcome.Reports)]
    [InlineData("[Get(\"/\")] public string {|GH0204:Index|}<T>() => \"\";")]
    [InlineData("public string Index { [Get(\"/\")] {|GH0204:get|} => \"\"; }")]
    [InlineData("[Get(\"/\")] public static App {|GH0204:operator|} +(App left, App right) => left;", "op_Addition")]
    public async Task A_method_that_cannot_be_called(string handler, string? name = null)
    {
        IReadOnlyList<string> messages = await VerifyAsync(handler.Replace("{|GH0204:operator|} +", "operator {|GH0204:+|}", StringComparison.Ordinal));
        if (name is not null) Assert.StartsWith($"'{name}' cannot be a handler", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    [Rule("GH0204", Outcome.Reports)]
    public async Task An_explicit_implementation() => await AnalyzerTest.VerifyAsync("""
        using Gatehouse;

        public interface IIndex { string Index(); }

        [GatewayApp]
        public partial class App : IIndex
        {
            [Get("/")] string IIndex.{|GH0204:Index|}() => "";
        }
        """);

    [Theory]
    [Rule("GH0205", Outcome.Reports)]
    [InlineData("public void Handle(Request request) { } public Task {|GH0205:HandleAsync|}(Response response) => Task.CompletedTask;")]
    [InlineData("public void Handle(Request request) { } public void {|GH0205:Handle|}(Response response) { }")]
    public async Task Two_bare_callables(string handlers) => await VerifyAsync(handlers);

    [Theory]
    [Rule("GH0206", Outcome.Reports)]
    [InlineData("\"50 MB\"", "50 MB")]
    [InlineData("\"\"", "")]
    [InlineData("\"m\"", "m")]
    [InlineData("\"-1\"", "-1")]
    [InlineData("\"1.5g\"", "1.5g")]
    [InlineData("\"9999999999g\"", "9999999999g")]
    [InlineData("null!", "")]
    public async Task A_body_limit_that_is_no_size(string argument, string text) => Assert.Equal(
        [$"'{text}' is not a size, such as 65536, 500k or 50m"],
        await VerifyAsync($"[Post(\"/\")] [Put(\"/\")] [MaxRequestBody({{|GH0206:{argument}|}})] public string Index() => \"\";"));

    [Theory]
    [Rule("GH0201", Outcome.Quiet)]
    [Rule("GH0202", Outcome.Quiet)]
    [Rule("GH0203", Outcome.Quiet)]
    [Rule("GH0204", Outcome.Quiet)]
    [Rule("GH0205", Outcome.Quiet)]
    [Rule("GH0206", Outcome.Quiet)]
    [InlineData("[Get(\"/\")] [MaxRequestBody(\"0\")] public IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> Index() => null!;")]
    [InlineData("[MaxRequestBody(\"1\" + \"G\")] public void Handle() { }")]
    [InlineData("[Get(\"/\")] public string? Index(Request request, Response response, CancellationToken stop = default) => null;")]
    [InlineData("[Get(\"/{a}/{b}/{c}/{d}\")] private static ValueTask<byte[]?> Index(string? a, in int b, decimal c, DateTimeOffset d) => default;")]
    [InlineData("[Get(\"/\")] public string Index() => \"\"; private static string Handle(Exception error) => error.Message; private void HandleAsync<T>() { }")]
    [InlineData("public void Handle() { } private static string Handle(int code) => $\"{code}\";")]
    [InlineData("private async ValueTask HandleAsync(Response response) => await response.FlushAsync(); private async void Other() => await Task.Yield();")]
    [InlineData("[Get(\"/{p}\")] public string Index(Point p) => $\"{p}\";")]
    [InlineData("[Get(\"/{x}/{y}\")] public string Index(int? x, DayOfWeek y, WorkerContext worker) => \"\";")]
    [InlineData("[WebSocket(\"/\")] public Task Index(GatewayWebSocket socket, [FromQuery] Point p, [FromHeader(\"X-Y\")] int[] y) => Task.CompletedTask;")]
    [InlineData("public void Handle([FromQuery] int? x) { }")]
    public async Task Good_handlers(string handlers) => await VerifyAsync(handlers);

    private static Task<IReadOnlyList<string>> VerifyAsync(string members) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            {{members}}
        }

        public readonly struct Point : ISpanParsable<Point>
        {
            public static Point Parse(string s, IFormatProvider? provider) => default;
            public static Point Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => default;
            public static bool TryParse(string? s, IFormatProvider? provider, out Point result) { result = default; return true; }
            public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Point result) { result = default; return true; }
        }
        """);
}
