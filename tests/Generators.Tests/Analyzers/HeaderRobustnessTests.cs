using System.Reflection;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>The rules on headers never throw on half-typed code either: the statements of their tests, cut and mutated.</summary>
public class HeaderRobustnessTests
{
    private const int StatementsInOneSource = 6;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("GENERATOR_TESTS") == "full";

    private static readonly IReadOnlyList<string> Sources =
    [
        .. new[] { typeof(RawForwardedHeaderTests), typeof(LeftmostEntryTests), typeof(SecurityDecisionTests), typeof(HandRolledProxyFixTests), typeof(LoopbackTests) }
            .SelectMany(tests => tests.GetMethods())
            .SelectMany(test => test.GetCustomAttributes<InlineDataAttribute>())
            .Select(data => data.Data.FirstOrDefault() as string)
            .OfType<string>()
            .Where(text => text.EndsWith(';') || text.EndsWith('}'))
            .Select(Markup.Without)
            .Distinct()
            .GroupBy(text => text.Contains("context", StringComparison.Ordinal))
            .SelectMany(statements => statements.Chunk(StatementsInOneSource).Select(chunk => SourceOf(chunk, isAspNet: statements.Key))),
    ];

    [Fact]
    public async Task Statements_that_end_anywhere()
    {
        Assert.True(Sources.Count > 10, "The statements of the tests are not found.");
        var probe = new Probe();
        int step = IsFull ? 1 : 97;
        int next = 0;
        foreach (string source in Sources)
        {
            IReadOnlyList<int> cuts = Mutations.Cuts(source);
            for (; next < cuts.Count; next += step) await probe.RunAsync($"statements cut at {cuts[next]}", source[..cuts[next]]);
            next -= cuts.Count;
        }
    }

    [Fact]
    public async Task Statements_with_tokens_lost_doubled_or_swapped()
    {
        var probe = new Probe();
        foreach (string source in Sources)
        {
            for (int seed = 0; seed < (IsFull ? 100 : 2); seed++)
            {
                await probe.RunAsync($"mutated by {seed}", Mutations.Mutate(source, seed));
                await probe.RunAsync($"gently mutated by {seed}", Mutations.MutateGently(source, seed));
            }
        }
    }

    [Theory]
    [InlineData("string a = a; if (a == \"127.0.0.1\") context.Abort(); bool b = b && b; if (b) context.Request.Host = context.Request.Headers[\"X-A\"];")]
    [InlineData("string a = context.Request.Headers[\"X-Real-IP\"]; a = a; a = a.Trim(); a += a; while (true) { a = a.Trim(); }")]
    [InlineData("if (context.Connection.RemoteIpAddress is var p && p is var q && q == IPAddress.Loopback) return; var p = q; var q = p;")]
    [InlineData("_ = context.Request.Headers[\"X-Real-IP\"]?.?.Split(',')[0]?[0]?.; _ = context.Request.Headers[]; context.Request.Headers[\"Forwarded\", 1] = ;")]
    [InlineData("_ = context.Request.Headers.TryGetValue(\"X-Real-IP\"); context.Request.Headers.TryGetValue(out var a, \"X-Real-IP\"); _ = a.; GetCommaSeparatedValues(\"X\");")]
    [InlineData("_ = context.Request.Headers[\"X-Real-IP\"] switch { \"127.0.0.1\" => 1, { } x when => , _ }; switch (context.Request.Headers[\"X-Real-IP\"]) { case: }")]
    [InlineData("foreach (var in context.Request.Headers[\"X-Real-IP\"]) { } foreach (var (a, b) in context.Request.Headers[\"X-Real-IP\"].Split(',')) a == \"::1\";")]
    [InlineData("_ = context.Request.Headers[\"X-Forwarded-For\"].ToString()[..]; _ = context.Request.Headers[\"X-Forwarded-For\"].ToString()[..^]; _ = context.Request.Headers[\"X-Forwarded-For\"].Substring();")]
    [InlineData("(context.Request.Scheme, context.Request.Host) = (context.Request.Headers[\"X-A\"], ); context.Request.Scheme ??= context.Request.Headers[\"X-A\"]; context.Request.Host += ;")]
    public Task Odd_statements(string statements) => new Probe().RunAsync("odd", HeaderSource.AspNet(statements));

    [Theory]
    [InlineData("[ForwardedHeaderReader(] class ForwardedHeaderReaderAttribute { void M(Microsoft.AspNetCore.Http.HttpRequest r) => r.Headers[\"X-Real-IP\"]; }")]
    [InlineData("class C { void M([Microsoft.AspNetCore.Mvc.FromHeader(Name = null)] string a, [Microsoft.AspNetCore.Mvc.FromHeader(Name = 1)] string, [Gatehouse.FromHeader] int c, [Gatehouse.FromHeader(null)] x) { _ = a == \"::1\"; } }")]
    [InlineData("class C { string x = new Microsoft.AspNetCore.Http.HeaderDictionary()[\"X-Real-IP\"]; string Y { get => new Microsoft.AspNetCore.Http.HeaderDictionary()[\"Forwarded\"].First( } }")]
    public Task Odd_source(string source) => new Probe().RunAsync("odd", source);

    private static string SourceOf(IEnumerable<string> statements, bool isAspNet)
    {
        string blocks = string.Concat(statements.Select(statement => $"{{ {statement} }}\n"));
        return isAspNet ? HeaderSource.AspNet(blocks) : HeaderSource.Own(blocks);
    }
}
