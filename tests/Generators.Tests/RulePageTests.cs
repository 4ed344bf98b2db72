using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests;

/// <summary>The examples on the pages of the rules on trust, pasted into a project, and what is said of them there.</summary>
public class RulePageTests
{
    public static TheoryData<string> Pages => new(AnalyzerTest.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
        .Select(rule => rule.Id).Where(id => id.StartsWith("GH10", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_calls_wrong_is_found(string id)
    {
        // All of the headers has the prefix in it today, of which another rule says more: the page says so.
        string expected = id == "GH1017" ? "GH1016" : id;
        RulePage page = RulePage.Of(id);
        Assert.NotEmpty(page.Wrong);
        foreach (PageExample example in page.Wrong)
        {
            IReadOnlyList<Diagnostic> found = await example.FindAsync();
            Assert.True(found.Any(diagnostic => diagnostic.Id == expected), $"{id} does not find\n{example.Code}\nbut {string.Join("\n", found)}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_calls_right_is_not_found(string id)
    {
        RulePage page = RulePage.Of(id);
        Assert.NotEmpty(page.Right);
        foreach (PageExample example in page.Right)
        {
            IReadOnlyList<Diagnostic> found = await example.FindAsync();
            IEnumerable<Diagnostic> unsaid = found.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !page.Remaining.Contains(diagnostic.Id));
            Assert.True(!unsaid.Any(), $"{id} calls right\n{example.Code}\nbut {string.Join("\n", unsaid)}");
        }
    }
}
