using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH1041 and GH1042: has the nginx file set the header that is believed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NginxHeaderFix))]
public sealed class NginxHeaderFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(ProxyDeclarationRules.HeaderNotSet.Id, ProxyDeclarationRules.ProxyMismatch.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => NginxHeaderFixAll.Instance;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (NginxHeader.Of(diagnostic) is not { } header) continue;
            Solution solution = context.Document.Project.Solution;
            if (!context.Document.Project.AdditionalDocuments.Any(file => file.FilePath == header.Path)) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Set {header.Name} to {header.Value} in {header.Path.Substring(header.Path.LastIndexOfAny(['/', '\\']) + 1)}",
                    cancellationToken => SetAsync(solution, [header], cancellationToken),
                    nameof(NginxHeaderFix)),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    /// <summary>A file that several projects have is changed in all of them.</summary>
    internal static async Task<Solution> SetAsync(Solution solution, IEnumerable<NginxHeader> headers, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, NginxHeader> inFile in headers.Distinct().GroupBy(header => header.Path))
        {
            TextDocument[] files = [.. solution.Projects.SelectMany(project => project.AdditionalDocuments).Where(file => file.FilePath == inFile.Key)];
            if (files.Length == 0) continue;
            SourceText text = await files[0].GetTextAsync(cancellationToken).ConfigureAwait(false);
            foreach (NginxHeader header in inFile) text = NginxHeaderEdit.Set(text, header);
            foreach (TextDocument file in files) solution = solution.WithAdditionalDocumentText(file.Id, text);
        }

        return solution;
    }
}

/// <summary>A header that an nginx file should set, the value that it should have there, and whether that takes the place of the client's.</summary>
internal sealed record NginxHeader(string Path, string Name, string Value, bool IsReplaced)
{
    /// <summary>Null where nobody knows the value.</summary>
    public static NginxHeader? Of(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(DeployFileAnalyzer.Header, out string? name) && name is not null
        && diagnostic.Properties.TryGetValue(DeployFileAnalyzer.Value, out string? value) && value is not null
        && diagnostic.AdditionalLocations.Count == 1
            ? new NginxHeader(
                diagnostic.AdditionalLocations[0].GetLineSpan().Path, name, value, IsReplaced: diagnostic.Id == ProxyDeclarationRules.ProxyMismatch.Id)
            : null;
}
