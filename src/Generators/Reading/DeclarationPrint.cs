using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// A print of what a compilation declares: the same for two that differ in nothing but the bodies of methods, which no symbol
/// depends on. Binding the attributes of a thousand handlers takes Roslyn longer than all the rest of an edit; with the print,
/// an edit of a body costs the text of one file. Hashes and numbers only: it keeps nothing of the compiler alive.
/// </summary>
internal static class DeclarationPrint
{
    private static readonly ConditionalWeakTable<Compilation, string> Compilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, byte[]> Trees = new();
    private static readonly ConditionalWeakTable<object, Number> Numbers = new();
    private static int last;

    public static string Of(Compilation compilation, CancellationToken cancellationToken) =>
        Compilations.GetValue(compilation, _ => Compute(compilation, cancellationToken));

    private static string Compute(Compilation compilation, CancellationToken cancellationToken)
    {
        using var print = new Hasher();
        print.Add(compilation.AssemblyName ?? "");
        print.Add(NumberOf(compilation.Options));
        foreach (MetadataReference reference in compilation.References) print.Add(NumberOf(reference));
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            print.Add(Trees.GetValue(tree, _ => Compute(tree, cancellationToken)));
        }

        return Convert.ToBase64String(print.Finish());
    }

    private static byte[] Compute(SyntaxTree tree, CancellationToken cancellationToken)
    {
        SourceText text = tree.GetText(cancellationToken);
        using var print = new Hasher();
        print.Add(tree.FilePath);
        print.Add(NumberOf(tree.Options));
        int start = 0;
        foreach (TextSpan body in BodiesOf(tree.GetRoot(cancellationToken)))
        {
            print.Add(text, start, body.Start);
            start = body.End;
        }

        print.Add(text, start, text.Length);
        return print.Finish();
    }

    /// <summary>The inner parts of the methods' bodies, in their order. What is around them says where each ends.</summary>
    private static IEnumerable<TextSpan> BodiesOf(SyntaxNode root) => root
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
        .OfType<BaseMethodDeclarationSyntax>()
        .Select(InnerOf)
        .Where(body => !body.IsEmpty);

    /// <summary>Nothing where what follows the body may depend on it: where it has no end, and where it has a directive, such as #nullable.</summary>
    private static TextSpan InnerOf(BaseMethodDeclarationSyntax method) => method switch
    {
        { Body: { ContainsDirectives: false, OpenBraceToken: { IsMissing: false } open, CloseBraceToken: { IsMissing: false } close } } =>
            TextSpan.FromBounds(open.Span.End, close.SpanStart),
        { Body: null, ExpressionBody: { ContainsDirectives: false, Expression: { } expression }, SemicolonToken.IsMissing: false } => expression.Span,
        _ => default,
    };

    /// <summary>A number that no other object has: these stay the same objects from edit to edit until they change.</summary>
    private static int NumberOf(object item) => Numbers.GetValue(item, _ => new Number(Interlocked.Increment(ref last))).Value;

    private sealed class Number(int value)
    {
        public int Value { get; } = value;
    }

    /// <summary>A hash of parts, each after its length.</summary>
    private sealed class Hasher : IDisposable
    {
        private const int Size = 4096;

        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly char[] chars = new char[Size];
        private readonly byte[] bytes = new byte[Size * sizeof(char)];
        private int count;

        public void Add(int number)
        {
            if (count + 2 > Size) Flush();
            chars[count++] = (char)(number & 0xFFFF);
            chars[count++] = (char)(number >> 16);
        }

        public void Add(string text) => Add(text.Length, text.CopyTo);

        public void Add(SourceText text, int start, int end) =>
            Add(end - start, (index, target, at, length) => text.CopyTo(start + index, target, at, length));

        public void Add(byte[] part)
        {
            Add(part.Length);
            Flush();
            hash.AppendData(part);
        }

        public byte[] Finish()
        {
            Flush();
            return hash.GetHashAndReset();
        }

        public void Dispose() => hash.Dispose();

        private void Add(int length, Action<int, char[], int, int> copy)
        {
            Add(length);
            for (int index = 0; index < length;)
            {
                if (count == Size) Flush();
                int part = Math.Min(Size - count, length - index);
                copy(index, chars, count, part);
                count += part;
                index += part;
            }
        }

        private void Flush()
        {
            Buffer.BlockCopy(chars, 0, bytes, 0, count * sizeof(char));
            hash.AppendData(bytes, 0, count * sizeof(char));
            count = 0;
        }
    }
}
