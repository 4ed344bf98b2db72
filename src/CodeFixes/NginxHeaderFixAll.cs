using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes;

/// <summary>GH1041 and GH1042 everywhere: all headers of a file in one change of it. The batch fixer changes sources alone.</summary>
internal sealed class NginxHeaderFixAll : FixAllProvider
{
    public static NginxHeaderFixAll Instance { get; } = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        "Set every header that is believed",
        cancellationToken => SetAsync(fixAllContext, cancellationToken),
        nameof(NginxHeaderFix)));

    private static async Task<Solution> SetAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        var found = new List<Diagnostic>();
        if (context is { Scope: FixAllScope.Document, Document: { } document })
        {
            found.AddRange(await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false));
        }
        else
        {
            IEnumerable<Project> projects = context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];
            foreach (Project project in projects) found.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        return await NginxHeaderFix.SetAsync(context.Solution, found.Select(NginxHeader.Of).OfType<NginxHeader>(), cancellationToken).ConfigureAwait(false);
    }
}
