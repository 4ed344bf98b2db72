using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// What a class with an attribute says, read only where it may have changed: two are equal when their compilations declare the
/// same. The pipeline keeps the old one of two that are, which has its model already; a new one is read by the next step of
/// the same run. Until then it holds the compilation, and nothing of it afterwards.
/// </summary>
/// <param name="declarations">The print of all that the compilation declares.</param>
/// <param name="place">The file with the attribute, and the class.</param>
/// <param name="read">Reads the model.</param>
internal sealed class Declared<T>(string declarations, (string File, string Name) place, Func<CancellationToken, T> read) : IEquatable<Declared<T>>
    where T : class
{
    private readonly string declarations = declarations;
    private readonly (string File, string Name) place = place;
    private volatile Func<CancellationToken, T>? read = read;
    private T? model;

    public static Declared<T> Of(
        GeneratorAttributeSyntaxContext context, Func<GeneratorAttributeSyntaxContext, CancellationToken, T> read, CancellationToken cancellationToken) => new(
            DeclarationPrint.Of(context.SemanticModel.Compilation, cancellationToken),
            (context.TargetNode.SyntaxTree.FilePath, context.TargetSymbol.ToDisplayString()),
            token => read(context, token));

    /// <summary>The model.</summary>
    public T Read(CancellationToken cancellationToken)
    {
        if (read is { } pending)
        {
            model = pending(cancellationToken);
            read = null;
        }

        return model!;
    }

    public bool Equals(Declared<T>? other) => other is not null && declarations == other.declarations && place == other.place;

    public override bool Equals(object? obj) => Equals(obj as Declared<T>);

    public override int GetHashCode() => declarations.GetHashCode();
}
