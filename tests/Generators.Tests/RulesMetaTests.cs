using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests;

/// <summary>What every rule owes: help, an entry in the release notes, tests of both kinds. And what the assembly may need.</summary>
public partial class RulesMetaTests
{
    private static readonly Version NewestRoslyn = new(4, 12);

    private static IEnumerable<DiagnosticDescriptor> Descriptors => AnalyzerTest.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics);

    [Fact]
    public void Every_descriptor_is_supported_by_an_analyzer_under_an_id_of_its_own()
    {
        IEnumerable<string> declared = typeof(GatewayGenerator).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id);
        Assert.Equal(declared.Order(StringComparer.Ordinal), Descriptors.Select(rule => rule.Id).Order(StringComparer.Ordinal));
        Assert.Equal(Descriptors.Count(), Descriptors.Select(rule => rule.Id).Distinct().Count());
    }

    [Fact]
    public void Every_rule_has_a_page_with_the_usual_sections()
    {
        string[] sections = ["## What it finds", "## Why", "## Wrong", "## Right", "## When to suppress"];
        Assert.All(Descriptors, rule =>
        {
            string page = Path.Combine(Repository.Root, "docs", "rules", $"{rule.Id}.md");
            Assert.True(File.Exists(page), $"No {page}");
            string text = File.ReadAllText(page);
            Assert.StartsWith($"# {rule.Id}: {rule.Title}", text, StringComparison.Ordinal);
            Assert.All(sections, section => Assert.Contains($"\n{section}\n", text, StringComparison.Ordinal));
            Assert.EndsWith($"/docs/rules/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
            Assert.NotEmpty(rule.Description.ToString());
        });
        Assert.Equal(
            Descriptors.Select(rule => $"{rule.Id}.md").Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(Repository.Root, "docs", "rules"), "GH*.md").Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void The_index_lists_every_rule_once_in_order() => Assert.Equal(
        Descriptors.OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.DefaultSeverity} | {rule.Title} |"),
        File.ReadLines(Path.Combine(Repository.Root, "docs", "rules", "README.md")).Where(line => Entry().IsMatch(line)));

    [Fact]
    public void Every_rule_is_in_the_release_notes()
    {
        string folder = Path.Combine(Repository.Root, "src", "Generators");
        string notes = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md"));
        Assert.All(Descriptors, rule => Assert.Contains($"\n{rule.Id} | {rule.Category} | {rule.DefaultSeverity} |", notes, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_has_a_test_in_which_it_speaks_and_one_in_which_it_is_quiet()
    {
        ILookup<Outcome, string> tested = typeof(RulesMetaTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetCustomAttributes<RuleAttribute>())
            .ToLookup(rule => rule.Outcome, rule => rule.Id);
        string[] all = [.. Descriptors.Select(rule => rule.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(all, tested[Outcome.Reports].Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(all, tested[Outcome.Quiet].Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Analyzers_hold_nothing_between_compilations()
    {
        Assert.All(AnalyzerTest.Analyzers, analyzer => Assert.All(
            analyzer.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public),
            field => Assert.Equal(typeof(ImmutableArray<DiagnosticDescriptor>), field.FieldType)));
    }

    [Fact]
    public void Messages_are_one_sentence_without_a_full_stop()
    {
        Assert.All(Descriptors, rule =>
        {
            Assert.DoesNotMatch(FullStop(), rule.MessageFormat.ToString());
            Assert.DoesNotMatch(FullStop(), rule.Title.ToString());
        });
    }

    [Fact]
    public void The_shipped_assembly_needs_nothing_newer_than_the_compilers_it_promises()
    {
        using var image = new PEReader(File.OpenRead(typeof(GatewayGenerator).Assembly.Location));
        MetadataReader metadata = image.GetMetadataReader();
        List<(string Name, Version Version)> references =
        [
            .. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Select(reference => (metadata.GetString(reference.Name), reference.Version)),
        ];
        Assert.Equal(
            ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory", "netstandard"],
            references.Select(reference => reference.Name).Order(StringComparer.Ordinal));
        Assert.All(
            references.Where(reference => reference.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
            reference => Assert.True(reference.Version <= NewestRoslyn, $"{reference.Name} {reference.Version}"));
    }

    [GeneratedRegex(@"^\| \[GH\d")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.$")]
    private static partial Regex FullStop();
}
