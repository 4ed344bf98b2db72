using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The case in which there is nothing to fill the lists with: what conditions are then, where that is certain.</summary>
/// <param name="sources">What the lists are filled from, all of it empty.</param>
/// <param name="isList">Whether an expression, as it is mentioned and as what it is, is one of the lists after they were cleared.</param>
/// <param name="values">The locals of the block.</param>
/// <param name="nulls">Those of the sources that are null, instead of having no elements.</param>
internal sealed class EmptyCase(List<IOperation> sources, Func<IOperation, IOperation, bool> isList, BlockValues values, List<IOperation> nulls)
{
    // What is being found out: a local can be declared in terms of itself, in code that does not compile.
    private readonly HashSet<IOperation> asked = [];

    private enum Subject
    {
        Unknown,
        Null,
        Empty,
        Zero,
    }

    /// <summary>Null for a condition that may be either.</summary>
    public bool? Value(IOperation condition)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant }) return constant;
        return Ask(values.Follow(condition), value => value switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Value(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both => Value(both.LeftOperand) & Value(both.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either => Value(either.LeftOperand) | Value(either.RightOperand),
            IBinaryOperation comparison => Compare(comparison.OperatorKind, comparison.LeftOperand, comparison.RightOperand),
            IIsPatternOperation match => Matches(match.Pattern, SubjectOf(match.Value)),
            ICoalesceOperation either => Value(IsNull(either.Value) ? either.WhenNull : either.Value),
            IConditionalAccessOperation access when !IsNull(access) => Value(access.WhenNotNull),
            IInvocationOperation { TargetMethod.Name: "Any" } call when IsEmpty(FillSource.ReceiverOf(call)) => false,
            IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } call when IsEmpty(FillSource.ReceiverOf(call)) => true,
            IPropertyReferenceOperation { Property.Name: "IsEmpty" or "IsDefaultOrEmpty" } property when IsEmpty(property.Instance) => true,
            _ => (bool?)null,
        });
    }

    /// <summary>Whether a method such as ThrowIfZero throws; null for other methods.</summary>
    public bool? Throws(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal) || BlockValues.ArgumentOf(call.Arguments, 0) is not { } value) return null;
        return call.TargetMethod.Name switch
        {
            "ThrowIfZero" or "ThrowIfNegativeOrZero" => Number(value) == 0,
            "ThrowIfEqual" => IsTrue(BinaryOperatorKind.Equals),
            "ThrowIfLessThan" => IsTrue(BinaryOperatorKind.LessThan),
            "ThrowIfLessThanOrEqual" => IsTrue(BinaryOperatorKind.LessThanOrEqual),
            "ThrowIfNullOrEmpty" or "ThrowIfNullOrWhiteSpace" => IsEmpty(value),
            _ => null,
        };

        bool IsTrue(BinaryOperatorKind kind) => BlockValues.ArgumentOf(call.Arguments, 1) is { } other && Compare(kind, value, other) == true;
    }

    private bool? Compare(BinaryOperatorKind kind, IOperation left, IOperation right)
    {
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && (EqualsConstant(left, right) ?? EqualsConstant(right, left)) is { } isEqual)
            return isEqual == (kind == BinaryOperatorKind.Equals);
        if (IsNull(left) || IsNull(right)) return kind == BinaryOperatorKind.NotEquals;
        return Number(left) is { } first && Number(right) is { } second ? Compare(kind, first, second) : null;
    }

    private static bool? Compare(BinaryOperatorKind kind, long left, long right) => kind switch
    {
        BinaryOperatorKind.Equals => left == right,
        BinaryOperatorKind.NotEquals => left != right,
        BinaryOperatorKind.LessThan => left < right,
        BinaryOperatorKind.LessThanOrEqual => left <= right,
        BinaryOperatorKind.GreaterThan => left > right,
        BinaryOperatorKind.GreaterThanOrEqual => left >= right,
        _ => null,
    };

    /// <summary>Whether a value is null, the empty string, true or false; null for other constants, and where it is not known.</summary>
    private bool? EqualsConstant(IOperation value, IOperation other)
    {
        Subject subject = SubjectOf(value);
        return ConstantOf(other) switch
        {
            { HasValue: true, Value: null } when subject != Subject.Unknown => subject == Subject.Null,
            { HasValue: true, Value: string { Length: 0 } } when subject is Subject.Null or Subject.Empty => subject == Subject.Empty,
            { HasValue: true, Value: bool constant } => subject == Subject.Null ? false : Value(value) == constant ? true : Value(value) == !constant ? false : null,
            _ => null,
        };
    }

    /// <summary>string.Empty is no constant for the compiler.</summary>
    private static Optional<object?> ConstantOf(IOperation operation) => BlockValues.Unconverted(operation) switch
    {
        IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => new Optional<object?>(""),
        { ConstantValue: var constant } => constant,
    };

    private long? Number(IOperation operation) => Ask(values.Follow(operation), value => value switch
    {
        { ConstantValue: { HasValue: true, Value: int number } } => (long?)number,
        { ConstantValue: { HasValue: true, Value: long number } } => number,
        ICoalesceOperation either => Number(IsNull(either.Value) ? either.WhenNull : either.Value),
        IConditionalAccessOperation access when !IsNull(access) => Number(access.WhenNotNull),
        _ when IsEmpty(FillSource.CountedBy(value)) => 0,
        _ => null,
    });

    /// <summary>What there is to find out about a value; null where that depends on itself.</summary>
    private T? Ask<T>(IOperation value, Func<IOperation, T?> find)
        where T : struct
    {
        if (!asked.Add(value)) return null;
        T? answer = find(value);
        asked.Remove(value);
        return answer;
    }

    private Subject SubjectOf(IOperation operation) =>
        IsNull(operation) ? Subject.Null : Number(operation) == 0 ? Subject.Zero : IsEmpty(operation) ? Subject.Empty : Subject.Unknown;

    private bool IsNull(IOperation operation) =>
        FillSource.Behind(values.Follow(operation) is IConditionalAccessOperation access ? access.Operation : operation, values)
            .TakeWhile(part => part is not ICoalesceOperation)
            .Any(part => IsOneOf(nulls, part));

    private bool? Matches(IPatternOperation pattern, Subject subject)
    {
        if (subject == Subject.Unknown && Declares(pattern, sources)) subject = Declares(pattern, nulls) ? Subject.Null : Subject.Empty;
        return pattern switch
        {
            INegatedPatternOperation not => !Matches(not.Pattern, subject),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(both.LeftPattern, subject) & Matches(both.RightPattern, subject),
            IBinaryPatternOperation either => Matches(either.LeftPattern, subject) | Matches(either.RightPattern, subject),
            IDiscardPatternOperation or IDeclarationPatternOperation { MatchesNull: true } => true,
            IConstantPatternOperation { Value: var constant } => IsConstant(constant, subject),
            IRelationalPatternOperation when subject == Subject.Null => false,
            IRelationalPatternOperation relation when subject == Subject.Zero => Number(relation.Value) is { } number ? Compare(relation.OperatorKind, 0, number) : null,
            IListPatternOperation or IRecursivePatternOperation when subject == Subject.Null => false,
            IListPatternOperation list when subject == Subject.Empty => list.Patterns.All(part => part is ISlicePatternOperation),
            IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } properties => properties.PropertySubpatterns
                .Aggregate(subject == Subject.Unknown ? default(bool?) : true, (all, part) => all & MatchesPart(part, subject)),
            IDeclarationPatternOperation or ITypePatternOperation when subject != Subject.Unknown => subject != Subject.Null,
            _ => null,
        };
    }

    private bool? MatchesPart(IPropertySubpatternOperation part, Subject subject) => Matches(
        part.Pattern,
        subject == Subject.Empty && part.Member is IPropertyReferenceOperation { Property.Name: "Length" or "Count" } ? Subject.Zero : Subject.Unknown);

    private bool? IsConstant(IOperation constant, Subject subject) => ConstantOf(constant) switch
    {
        { HasValue: true, Value: null } when subject != Subject.Unknown => subject == Subject.Null,
        { HasValue: true } when subject == Subject.Null => false,
        { HasValue: true, Value: string text } when subject == Subject.Empty => text.Length == 0,
        { HasValue: true } when subject == Subject.Zero => Number(constant) is { } number ? number == 0 : null,
        _ => null,
    };

    /// <summary>Whether the local of a pattern is one of the sources.</summary>
    private static bool Declares(IPatternOperation pattern, List<IOperation> sources)
    {
        ISymbol? declared = pattern switch
        {
            IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
            IRecursivePatternOperation properties => properties.DeclaredSymbol,
            IListPatternOperation list => list.DeclaredSymbol,
            _ => null,
        };
        return declared is not null
            && sources.Exists(source => source is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, declared));
    }

    private bool IsEmpty(IOperation? mention) =>
        mention is not null
        && FillSource.Behind(mention, values).Any(part =>
            isList(mention, part) || IsOneOf(sources, part));

    private static bool IsOneOf(List<IOperation> sources, IOperation operation) =>
        sources.Exists(source => SyntaxFactory.AreEquivalent(operation.Syntax, source.Syntax));
}
