using System.Reflection;
using Xunit;

namespace Gatehouse.Runtime.Tests.Conformance;

public sealed class ConformancePageTests
{
    [Fact]
    public void The_page_says_what_the_tests_show()
    {
        string path = Path.Combine(Root(), "docs", "http-conformance.md");
        string page = File.Exists(path) ? File.ReadAllText(path) : "";
        string expected = ConformancePage.Write();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && page != expected)
        {
            File.WriteAllText(path, expected);
            Assert.Fail("docs/http-conformance.md was rewritten: look at the difference, then run the tests without UPDATE_SNAPSHOTS.");
        }

        Assert.True(page == expected, "docs/http-conformance.md is stale: run the tests with UPDATE_SNAPSHOTS=1, which rewrites it.");
    }

    [Fact]
    public void Every_rule_has_a_known_section_and_a_test_that_runs()
    {
        Assert.NotEmpty(ConformancePage.Rules);
        Assert.All(ConformancePage.Rules, r =>
        {
            Assert.True(ConformancePage.HasTitle(r.Rule), $"RFC {r.Rule.Rfc} section {r.Rule.Section} has no title");
            FactAttribute test = Assert.Single(r.Test.GetCustomAttributes<FactAttribute>());
            Assert.Null(test.Skip);
            Assert.DoesNotContain('|', r.Rule.Rule + r.Rule.Answer);
        });
    }

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Toolkit.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
