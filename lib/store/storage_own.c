/*
 * storage_own.c - the storages that the library itself gives to programs
 */
#include "store/storage_own.h"

#include <stddef.h>

void
lanyard_storage_free(struct lanyard_storage **storage)
{
	struct storage_own *own;

	if (storage == NULL || *storage == NULL)
		return;
	own = (struct storage_own *)(void *)*storage;
	own->free(own);
	*storage = NULL;
}
