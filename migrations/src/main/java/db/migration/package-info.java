/** Migrations that SQL alone cannot express. They use no code that may change later. */
@NullMarked
package db.migration;

import org.jspecify.annotations.NullMarked;
