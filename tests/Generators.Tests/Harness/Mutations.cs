using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>What becomes of a source while it is typed, and what slips make of it.</summary>
internal static class Mutations
{
    // What templates and constraints are made of, and what they must not have.
    private const string LiteralCharacters = "{}{}:::?=*%/(),.-\\ aé0";

    /// <summary>The places where a source may end: after each token, and after each character of a text literal.</summary>
    public static IReadOnlyList<int> Cuts(string source)
    {
        var cuts = new SortedSet<int> { 0 };
        foreach (SyntaxToken token in Tokens(source))
        {
            cuts.Add(token.Span.End);
            if (!token.IsKind(SyntaxKind.StringLiteralToken)) continue;
            for (int end = token.SpanStart + 1; end < token.Span.End; end++) cuts.Add(end);
        }

        return [.. cuts];
    }

    /// <summary>One to three tokens lost, doubled, swapped, replaced by another, or with a character changed in a text literal.</summary>
    public static string Mutate(string source, int seed)
    {
        var random = new Random(seed);
        List<SyntaxToken> tokens = [.. Tokens(source)];
        List<string> texts = [.. tokens.Select(token => token.ToFullString())];
        for (int i = random.Next(1, 4); i > 0 && texts.Count > 1; i--)
        {
            int at = random.Next(texts.Count);
            int other = random.Next(texts.Count);
            switch (random.Next(5))
            {
                case 0: texts.RemoveAt(at); break;
                case 1: texts.Insert(at, texts[at]); break;
                case 2: (texts[at], texts[other]) = (texts[other], texts[at]); break;
                case 3: texts[at] = texts[other]; break;
                default: MutateLiteral(texts, random); break;
            }
        }

        return string.Concat(texts);
    }

    /// <summary>One token replaced by another of its kind, or a character of a text literal changed: what may still compile.</summary>
    public static string MutateGently(string source, int seed)
    {
        var random = new Random(seed);
        List<SyntaxToken> tokens = [.. Tokens(source)];
        List<string> texts = [.. tokens.Select(token => token.ToFullString())];
        if (random.Next(2) == 0)
        {
            MutateLiteral(texts, random);
            return string.Concat(texts);
        }

        int[] at = [.. Enumerable.Range(0, tokens.Count).Where(i => KindOf(tokens[i]) is not null)];
        random.Shuffle(at);
        foreach (int i in at)
        {
            SyntaxToken[] others = [.. tokens.Where(token => Equals(KindOf(token), KindOf(tokens[i])) && token.Text != tokens[i].Text)];
            if (others.Length == 0) continue;
            SyntaxToken other = others[random.Next(others.Length)];
            texts[i] = tokens[i].LeadingTrivia.ToFullString() + other.Text + tokens[i].TrailingTrivia.ToFullString();
            break;
        }

        return string.Concat(texts);
    }

    // A type may take another's place, and a modifier another's.
    private static object? KindOf(SyntaxToken token) => token.Parent switch
    {
        PredefinedTypeSyntax => typeof(TypeSyntax),
        IdentifierNameSyntax { Parent: ParameterSyntax or MethodDeclarationSyntax or TypeArgumentListSyntax } => typeof(TypeSyntax),
        MemberDeclarationSyntax when token.IsKind(SyntaxKind.IdentifierToken) => typeof(MemberDeclarationSyntax),
        MemberDeclarationSyntax when SyntaxFacts.IsAccessibilityModifier(token.Kind()) || token.IsKind(SyntaxKind.StaticKeyword) => typeof(SyntaxToken),
        _ => token.Kind() is SyntaxKind.IdentifierToken or SyntaxKind.StringLiteralToken or SyntaxKind.NumericLiteralToken ? token.Kind() : null,
    };

    private static void MutateLiteral(List<string> tokens, Random random)
    {
        int[] literals = [.. Enumerable.Range(0, tokens.Count).Where(i => tokens[i].TrimStart().StartsWith('"') && tokens[i].TrimEnd().Length > 2)];
        if (literals.Length == 0) return;
        int literal = literals[random.Next(literals.Length)];
        string token = tokens[literal];
        int at = random.Next(token.IndexOf('"') + 1, token.LastIndexOf('"') + 1);
        char added = LiteralCharacters[random.Next(LiteralCharacters.Length)];
        tokens[literal] = random.Next(3) switch
        {
            0 when token[at] != '"' => token.Remove(at, 1),
            1 when token[at] != '"' => token.Remove(at, 1).Insert(at, added.ToString()),
            _ => token.Insert(at, added.ToString()),
        };
    }

    private static IEnumerable<SyntaxToken> Tokens(string source) =>
        CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions).GetRoot().DescendantTokens();
}
