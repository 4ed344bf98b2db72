using System.Text;
using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class SettingsPageTests
{
    private const string Start = "<!-- settings: written by a test from the table that the server uses -->\n";
    private const string End = "<!-- /settings -->\n";

    [Fact]
    public void The_page_says_what_the_table_says()
    {
        string path = Path.Combine(Root(), "docs", "settings.md");
        string page = File.ReadAllText(path);
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        string expected = page[..start] + Table() + page[end..];
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && page != expected)
        {
            File.WriteAllText(path, expected);
            Assert.Fail("docs/settings.md was rewritten: look at the difference, then run the tests without UPDATE_SNAPSHOTS.");
        }

        Assert.True(page == expected, "docs/settings.md is stale: run the tests with UPDATE_SNAPSHOTS=1, which rewrites it.");
    }

    private static string Table()
    {
        var page = new StringBuilder();
        foreach (IGrouping<SettingGroup, Setting> group in SettingTable.All.GroupBy(s => s.Group))
        {
            page.Append($"\n### {HelpText.Title(group.Key)}\n\n");
            page.Append("| setting | command line | environment | value | default | meaning |\n|---|---|---|---|---|---|\n");
            foreach (Setting setting in group)
            {
                string names = string.Join(", ", setting.Aliases.Where(a => a.Length == 2).Append(setting.Option)
                    .Concat(setting.Aliases.Where(a => a.Length > 2)).Select(n => $"`{n}`"));
                string verbs = setting.Verbs.Count == Verbs.All.Count
                    ? ""
                    : $" Only {Verbs.Join([.. setting.Verbs.Select(v => v.Word())])}.";
                page.Append($"| `{setting.Name}` | {names} | `{setting.EnvironmentName}` | {setting.Expected} | {setting.DefaultText} "
                    + $"| {setting.Help}.{verbs} |\n");
            }
        }

        return page.Append('\n').ToString();
    }

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Toolkit.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
