using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes;

/// <summary>
/// GH0212 everywhere: all types of a project in one change of its context. The batch fixer would merge one change for each handler, all
/// at the same place, and drop those that overlap.
/// </summary>
internal sealed class JsonSerializableFixAll : FixAllProvider
{
    public static JsonSerializableFixAll Instance { get; } = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        "Declare every type in its JsonSerializerContext",
        cancellationToken => DeclareAsync(fixAllContext, cancellationToken),
        nameof(JsonSerializableFix)));

    private static async Task<Solution> DeclareAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        if (context is { Scope: FixAllScope.Document, Document: { } document })
        {
            ImmutableArray<Diagnostic> found = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            return await JsonSerializableFix.DeclareAsync(document.Project, found, cancellationToken).ConfigureAwait(false);
        }

        Solution solution = context.Solution;
        IEnumerable<Project> projects = context.Scope == FixAllScope.Solution ? solution.Projects : [context.Project];
        foreach (ProjectId id in projects.Select(project => project.Id))
        {
            // Diagnostics lie in the trees of the solution as it was; another project's change leaves this one's as they are.
            ImmutableArray<Diagnostic> found = await context.GetAllDiagnosticsAsync(context.Solution.GetProject(id)!).ConfigureAwait(false);
            solution = await JsonSerializableFix.DeclareAsync(solution.GetProject(id)!, found, cancellationToken).ConfigureAwait(false);
        }

        return solution;
    }
}
