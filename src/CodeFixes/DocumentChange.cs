using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>What a fix makes of a document, by its syntax alone.</summary>
internal sealed record DocumentChange(string Title, Func<Document, Document> Apply)
{
    public DocumentChange(string title, SyntaxNode root)
        : this(title, document => document.WithSyntaxRoot(root))
    {
    }

    public DocumentChange(string title, SourceText text)
        : this(title, document => document.WithText(text))
    {
    }

    /// <summary>Registers, for each diagnostic, what is made of the document and the node that it is about; nothing where that is null.</summary>
    public static async Task RegisterAsync(CodeFixContext context, string key, Func<SyntaxNode, SyntaxNode, Diagnostic, DocumentChange?> change)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (change(root, NodeAt(root, diagnostic.Location), diagnostic) is not { } changed) continue;
            context.RegisterCodeFix(
                CodeAction.Create(changed.Title, _ => Task.FromResult(changed.Apply(context.Document)), key), diagnostic);
        }
    }

    public static SyntaxNode NodeAt(SyntaxNode root, Location location) => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>
    /// The statement that an expression is, with what holds it at the top level; null for one that cannot be taken out, because it
    /// is all there is of an if or a lambda, or is part of more.
    /// </summary>
    public static SyntaxNode? RemovableStatementOf(SyntaxNode expression) => expression.Parent switch
    {
        ExpressionStatementSyntax statement when Removal.IsCut(statement) => null,
        ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement => statement,
        ExpressionStatementSyntax { Parent: GlobalStatementSyntax global } => global,
        _ => null,
    };

    /// <summary>The document without some statements, but with what is written above them.</summary>
    public static SourceText Without(SyntaxNode root, params SyntaxNode[] statements) => Removal.Of(root, statements);
}
