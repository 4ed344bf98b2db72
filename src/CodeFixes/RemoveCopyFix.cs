using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH1005: removes the statement that copies a header into the request, with an <c>if</c> that has nothing else to do.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveCopyFix))]
public sealed class RemoveCopyFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HeaderReadRules.HandRolledProxyFix.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (DocumentChange.NodeAt(root, diagnostic.Location) is not AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax copy }
                || RemovableAround(copy, model) is not { } statement)
            {
                continue;
            }

            var action = CodeAction.Create(
                "Remove the unchecked copy",
                _ => Task.FromResult(context.Document.WithText(Removal.Of(root, [statement]))),
                nameof(RemoveCopyFix));
            context.RegisterCodeFix(action, diagnostic);
        }
    }

    /// <summary>The statement to remove; null where something would be left that does not compile.</summary>
    private static SyntaxNode? RemovableAround(ExpressionStatementSyntax copy, SemanticModel model)
    {
        SyntaxNode statement = copy.Parent is BlockSyntax { Statements.Count: 1, Parent: IfStatementSyntax } block ? block : copy;
        if (statement.Parent is IfStatementSyntax { Else: null } choice && choice.Statement == statement && HasNoEffect(choice, model) && !Removal.IsCut(choice))
            statement = choice;
        else
            statement = copy;
        if (Removal.IsCut(statement)) return null;
        return statement.Parent switch
        {
            BlockSyntax or SwitchSectionSyntax { Statements.Count: > 1 } => statement,
            GlobalStatementSyntax global => global,
            _ => null,
        };
    }

    /// <summary>Whether nothing of an <c>if</c> is needed behind it.</summary>
    private static bool HasNoEffect(IfStatementSyntax choice, SemanticModel model)
    {
        if (choice.Condition.DescendantNodesAndSelf().Any(part => part is AwaitExpressionSyntax or AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax))
            return false;
        DataFlowAnalysis? flow = model.AnalyzeDataFlow(choice);
        return flow is { Succeeded: true }
            && !flow.VariablesDeclared.Any(variable => flow.ReadOutside.Contains(variable, SymbolEqualityComparer.Default));
    }
}
