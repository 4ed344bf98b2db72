using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>
/// GH1016: takes the flag away as ForwardedFlagsFix does, and sets a path in code that somebody fills in. UsePathBase would do
/// nothing where the proxy takes the path off, which is what the header is for.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FixedBasePathFix))]
public sealed class FixedBasePathFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.ForwardedPrefixEnabled.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(FixedBasePathFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode flag, Diagnostic diagnostic)
    {
        if (OnlyUseBeside(flag) is not { } use || DocumentChange.RemovableStatementOf(use) is not { } statement) return null;
        StatementSyntax added = SyntaxFactory.ParseStatement(
            ReceiverOf(use) + ".Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); });");
        SyntaxNode tracked = root.TrackNodes(flag, statement);
        tracked = Insertion.After(tracked, tracked.GetCurrentNode(statement)!, added);
        return ForwardedFlagsFix.Change(tracked, tracked.GetCurrentNode(flag)!, diagnostic) is { } fewer
            ? fewer with { Title = "Set the path base in the code instead: fill in \"/base\"" }
            : null;
    }

    /// <summary>The call of UseForwardedHeaders in the same member or at the top level, where there is one, and none of UsePathBase.</summary>
    private static InvocationExpressionSyntax? OnlyUseBeside(SyntaxNode flag)
    {
        SyntaxNode member = flag.Ancestors().First(ancestor => ancestor is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        IEnumerable<SyntaxNode> code = member is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>() : [member];
        List<InvocationExpressionSyntax> calls = [.. code.SelectMany(part => part.DescendantNodes()).OfType<InvocationExpressionSyntax>()];
        List<InvocationExpressionSyntax> uses = [.. calls.Where(call => NameOf(call) == "UseForwardedHeaders")];
        return uses.Count == 1 && ReceiverOf(uses[0]) is not null && !calls.Exists(call => NameOf(call) == "UsePathBase") ? uses[0] : null;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;

    /// <summary>The app, where it is called by a name.</summary>
    private static string? ReceiverOf(InvocationExpressionSyntax use) =>
        use.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax app } ? app.Identifier.Text : null;
}
